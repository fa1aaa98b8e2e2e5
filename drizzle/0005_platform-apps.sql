CREATE TABLE `platform_apps` (
	`workspace_id` text NOT NULL,
	`platform` text NOT NULL,
	`client_id` text NOT NULL,
	`sealed` text NOT NULL,
	`saved_by` text NOT NULL,
	`saved_at` integer NOT NULL,
	PRIMARY KEY(`workspace_id`, `platform`)
);
--> statement-breakpoint
CREATE INDEX `platform_apps_by_platform` ON `platform_apps` (`platform`);