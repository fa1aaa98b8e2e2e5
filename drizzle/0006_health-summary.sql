DROP VIEW `integration_health_summary`;--> statement-breakpoint
CREATE VIEW `integration_health_summary` AS select i.id as integration_id, i.workspace_id as workspace_id, i.platform as platform, i.state as state,
  (select count(*) from health_checks h where h.integration_id = i.id) as checks,
  (select count(*) from health_checks h where h.integration_id = i.id and h.status = 'healthy') as healthy,
  (select count(*) from health_checks h where h.integration_id = i.id and h.status = 'unhealthy') as unhealthy,
  (select max(h.at) from health_checks h where h.integration_id = i.id) as last_checked_at
  from integrations i where i.state <> 'DELETED';