CREATE TABLE `records` (
	`n` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`workspace_id` text NOT NULL,
	`integration_id` text NOT NULL,
	`resource` text NOT NULL,
	`kind` text NOT NULL,
	`external_id` text NOT NULL,
	`at` integer NOT NULL,
	`title` text NOT NULL,
	`text` text NOT NULL,
	`people` text NOT NULL,
	`url` text,
	`container_id` text,
	`container_name` text,
	`ids` text NOT NULL,
	`pass` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `records_by_external` ON `records` (`integration_id`,`external_id`);--> statement-breakpoint
CREATE INDEX `records_by_time` ON `records` (`integration_id`,`at`);--> statement-breakpoint
CREATE TABLE `sync_settings` (
	`integration_id` text NOT NULL,
	`resource` text NOT NULL,
	`workspace_id` text NOT NULL,
	`enabled` integer NOT NULL,
	`retention_days` integer NOT NULL,
	`epoch` text NOT NULL,
	`due_at` integer NOT NULL,
	`changed_by` text NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`integration_id`, `resource`)
);
--> statement-breakpoint
CREATE INDEX `sync_settings_by_due` ON `sync_settings` (`enabled`,`due_at`);--> statement-breakpoint
CREATE TABLE `workspace_settings` (
	`workspace_id` text PRIMARY KEY NOT NULL,
	`record_days` integer NOT NULL
);
