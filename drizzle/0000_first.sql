CREATE TABLE `access_tokens` (
	`id` text PRIMARY KEY NOT NULL,
	`hash` text NOT NULL,
	`workspace_id` text NOT NULL,
	`member_id` text NOT NULL,
	`name` text NOT NULL,
	`scopes` text NOT NULL,
	`created_at` integer NOT NULL,
	`last_used_at` integer,
	`expires_at` integer NOT NULL,
	`revoked_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `access_tokens_hash_unique` ON `access_tokens` (`hash`);--> statement-breakpoint
CREATE INDEX `access_tokens_by_member` ON `access_tokens` (`member_id`);--> statement-breakpoint
CREATE TABLE `audit` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace_id` text NOT NULL,
	`at` integer NOT NULL,
	`member_id` text NOT NULL,
	`client` text NOT NULL,
	`action` text NOT NULL,
	`subject` text NOT NULL,
	`outcome` text NOT NULL,
	`reference` text,
	`integration_id` text,
	`duration_ms` real
);
--> statement-breakpoint
CREATE INDEX `audit_by_workspace` ON `audit` (`workspace_id`,`at`);--> statement-breakpoint
CREATE INDEX `audit_by_integration` ON `audit` (`integration_id`,`at`);--> statement-breakpoint
CREATE TABLE `connect_states` (
	`hash` text PRIMARY KEY NOT NULL,
	`platform` text NOT NULL,
	`workspace_id` text NOT NULL,
	`member_id` text NOT NULL,
	`session_id` text NOT NULL,
	`redirect_uri` text NOT NULL,
	`verifier` text,
	`integration_id` text,
	`return_to` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `data_keys` (
	`workspace_id` text NOT NULL,
	`version` integer NOT NULL,
	`wrapped` text NOT NULL,
	`master_version` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`workspace_id`, `version`)
);
--> statement-breakpoint
CREATE TABLE `default_accounts` (
	`workspace_id` text NOT NULL,
	`member_id` text NOT NULL,
	`platform` text NOT NULL,
	`integration_id` text NOT NULL,
	PRIMARY KEY(`workspace_id`, `member_id`, `platform`)
);
--> statement-breakpoint
CREATE TABLE `events` (
	`id` text PRIMARY KEY NOT NULL,
	`integration_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`sequence` integer NOT NULL,
	`at` integer NOT NULL,
	`type` text NOT NULL,
	`actor` text NOT NULL,
	`data` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `events_by_integration` ON `events` (`integration_id`,`sequence`);--> statement-breakpoint
CREATE TABLE `health_checks` (
	`id` text PRIMARY KEY NOT NULL,
	`integration_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`status` text NOT NULL,
	`reason` text,
	`duration_ms` real NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `health_checks_by_integration` ON `health_checks` (`integration_id`,`at`);--> statement-breakpoint
CREATE TABLE `integration_errors` (
	`id` text PRIMARY KEY NOT NULL,
	`integration_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`kind` text NOT NULL,
	`method` text,
	`path_template` text,
	`status` integer,
	`code` text,
	`reference` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `integration_errors_by_integration` ON `integration_errors` (`integration_id`,`at`);--> statement-breakpoint
CREATE TABLE `integrations` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace_id` text NOT NULL,
	`platform` text NOT NULL,
	`account_id` text NOT NULL,
	`account_label` text NOT NULL,
	`owner` text NOT NULL,
	`visibility` text DEFAULT 'personal' NOT NULL,
	`shared_with` text DEFAULT '[]' NOT NULL,
	`state` text NOT NULL,
	`health_status` text DEFAULT 'unknown' NOT NULL,
	`health_reason` text,
	`health_checked_at` integer,
	`breaker_state` text DEFAULT 'closed' NOT NULL,
	`breaker_next_try_at` integer,
	`scopes` text DEFAULT '[]' NOT NULL,
	`expires_at` integer,
	`created_at` integer NOT NULL,
	`version` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `integrations_by_workspace` ON `integrations` (`workspace_id`,`platform`);--> statement-breakpoint
CREATE UNIQUE INDEX `integrations_by_account` ON `integrations` (`workspace_id`,`platform`,`owner`,`account_id`) WHERE state <> 'DELETED';--> statement-breakpoint
CREATE TABLE `members` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace_id` text NOT NULL,
	`name` text NOT NULL,
	`email` text,
	`role` text NOT NULL,
	`created_at` integer NOT NULL,
	`removed_at` integer
);
--> statement-breakpoint
CREATE INDEX `members_by_workspace` ON `members` (`workspace_id`);--> statement-breakpoint
CREATE TABLE `oauth_tokens` (
	`integration_id` text PRIMARY KEY NOT NULL,
	`workspace_id` text NOT NULL,
	`generation` integer NOT NULL,
	`expires_at` integer,
	`refreshable` integer NOT NULL,
	`refreshed_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `oauth_tokens_by_expiry` ON `oauth_tokens` (`expires_at`);--> statement-breakpoint
CREATE TABLE `rate_limits` (
	`integration_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`limit_class` text NOT NULL,
	`remaining` integer,
	`resets_at` integer,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`integration_id`, `limit_class`)
);
--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`hash` text NOT NULL,
	`workspace_id` text NOT NULL,
	`member_id` text NOT NULL,
	`user_agent` text NOT NULL,
	`created_at` integer NOT NULL,
	`last_seen_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`revoked_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sessions_hash_unique` ON `sessions` (`hash`);--> statement-breakpoint
CREATE INDEX `sessions_by_member` ON `sessions` (`member_id`);--> statement-breakpoint
CREATE TABLE `sign_in_links` (
	`hash` text PRIMARY KEY NOT NULL,
	`workspace_id` text NOT NULL,
	`member_id` text,
	`role` text NOT NULL,
	`name` text NOT NULL,
	`email` text,
	`created_by` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `sync_jobs` (
	`id` text PRIMARY KEY NOT NULL,
	`integration_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`resource` text NOT NULL,
	`status` text NOT NULL,
	`done` integer DEFAULT 0 NOT NULL,
	`total` integer,
	`cursor` text,
	`error` text,
	`started_at` integer,
	`finished_at` integer,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `sync_jobs_by_integration` ON `sync_jobs` (`integration_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `webhook_events` (
	`id` text PRIMARY KEY NOT NULL,
	`platform` text NOT NULL,
	`delivery_id` text NOT NULL,
	`type` text NOT NULL,
	`status` text NOT NULL,
	`body` text NOT NULL,
	`received_at` integer NOT NULL,
	`handled_at` integer,
	`attempts` integer DEFAULT 0 NOT NULL,
	`error` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `webhook_events_by_delivery` ON `webhook_events` (`platform`,`delivery_id`);--> statement-breakpoint
CREATE INDEX `webhook_events_by_status` ON `webhook_events` (`status`,`received_at`);--> statement-breakpoint
CREATE TABLE `webhooks` (
	`integration_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`platform` text NOT NULL,
	`route_key` text NOT NULL,
	`subscription_id` text,
	`expires_at` integer,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`integration_id`, `route_key`)
);
--> statement-breakpoint
CREATE INDEX `webhooks_by_route` ON `webhooks` (`platform`,`route_key`);--> statement-breakpoint
CREATE TABLE `workspaces` (
	`id` text PRIMARY KEY NOT NULL,
	`slug` text NOT NULL,
	`name` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `workspaces_slug_unique` ON `workspaces` (`slug`);--> statement-breakpoint
CREATE VIEW `active_sync_jobs` AS select id, integration_id, workspace_id, resource, status, done, total from sync_jobs where status in ('queued', 'running');--> statement-breakpoint
CREATE VIEW `integration_health_summary` AS select i.id as integration_id, i.workspace_id as workspace_id, i.platform as platform, i.state as state,
  count(h.id) as checks, coalesce(sum(h.status = 'healthy'), 0) as healthy, max(h.at) as last_checked_at
  from integrations i left join health_checks h on h.integration_id = i.id where i.state <> 'DELETED' group by i.id;--> statement-breakpoint
CREATE VIEW `recent_integration_errors` AS select id, integration_id, workspace_id, kind, reference, at from integration_errors
  where at > (unixepoch() - 604800) * 1000;--> statement-breakpoint
CREATE VIEW `tokens_expiring_soon` AS select t.integration_id as integration_id, t.workspace_id as workspace_id, i.platform as platform, t.expires_at as expires_at
  from oauth_tokens t join integrations i on i.id = t.integration_id
  where i.state <> 'DELETED' and t.expires_at is not null and t.expires_at < (unixepoch() + 172800) * 1000;