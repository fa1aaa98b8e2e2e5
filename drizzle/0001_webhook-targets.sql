CREATE TABLE `webhook_targets` (
	`event_id` text NOT NULL,
	`integration_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`status` text DEFAULT 'received' NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`error` text,
	`received_at` integer NOT NULL,
	`handled_at` integer,
	PRIMARY KEY(`event_id`, `integration_id`)
);
--> statement-breakpoint
CREATE INDEX `webhook_targets_by_integration` ON `webhook_targets` (`integration_id`,`event_id`);