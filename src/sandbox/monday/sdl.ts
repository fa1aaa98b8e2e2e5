/** What the sandbox knows of monday.com's schema (version 2026-07): as it stands there, less what nobody here asks for. */
export const SDL = `
scalar JSON
scalar Date
scalar ISO8601DateTime
scalar CompareValue
enum State { active all archived deleted }
enum BoardKind { private public share }
enum BoardObjectType { board custom_object document sub_items_board }
enum BoardsOrderBy { created_at used_at }
enum ColumnType { name text long_text status date people numbers subtasks }
enum ItemsOrderByDirection { asc desc }
enum ItemsQueryOperator { or and }
enum ItemsQueryRuleOperator {
  any_of not_any_of is_empty is_not_empty greater_than greater_than_or_equals lower_than lower_than_or_equal between
  not_contains_text contains_text contains_terms starts_with ends_with within_the_next within_the_last
}
enum UserStatus { ACTIVE INACTIVE PENDING }
enum WorkspaceKind { closed open template }
enum WebhookEventType {
  change_column_value change_name change_status_column_value create_item create_subitem create_update delete_update edit_update
  item_archived item_deleted item_moved_to_any_group item_restored
}
input ItemsQueryRule {
  column_id: ID!
  compare_value: CompareValue!
  compare_attribute: String
  operator: ItemsQueryRuleOperator = any_of
}
input ItemsQueryOrderBy { column_id: String! direction: ItemsOrderByDirection = asc }
input ItemsQuery { ids: [ID!] operator: ItemsQueryOperator = and order_by: [ItemsQueryOrderBy!] rules: [ItemsQueryRule!] }
input ItemsPageByColumnValuesQuery { column_id: String! column_values: [String]! }
type Query {
  me: User
  boards(ids: [ID!], limit: Int = 25, order_by: BoardsOrderBy, page: Int = 1, state: State = active, workspace_ids: [ID]): [Board]
  items(exclude_nonactive: Boolean, ids: [ID!], limit: Int = 25, page: Int = 1): [Item]
  items_page_by_column_values(board_id: ID!, columns: [ItemsPageByColumnValuesQuery!], cursor: String, limit: Int! = 25): ItemsResponse!
  next_items_page(cursor: String!, limit: Int! = 25): ItemsResponse!
  updates(limit: Int = 25, page: Int = 1, ids: [ID!], from_date: String, to_date: String): [Update!]
  users(ids: [ID!], name: String, emails: [String!], limit: Int = 200, page: Int = 1): [User]
  webhooks(app_webhooks_only: Boolean, board_id: ID!): [Webhook]
  workspaces(ids: [ID!], limit: Int = 25, page: Int = 1): [Workspace]
  complexity: Complexity
  search: SearchNamespace!
}
type Mutation {
  create_item(board_id: ID!, column_values: JSON, create_labels_if_missing: Boolean, group_id: String, item_name: String!): Item
  create_subitem(column_values: JSON, create_labels_if_missing: Boolean, item_name: String!, parent_item_id: ID!): Item
  change_multiple_column_values(board_id: ID!, column_values: JSON!, create_labels_if_missing: Boolean, item_id: ID): Item
  move_item_to_group(group_id: String!, item_id: ID): Item
  move_item_to_board(board_id: ID!, group_id: ID!, item_id: ID!): Item
  archive_item(item_id: ID): Item
  delete_item(item_id: ID): Item
  create_update(body: String!, item_id: ID, parent_id: ID): Update
  edit_update(id: ID!, body: String!): Update!
  create_webhook(board_id: ID!, config: JSON, event: WebhookEventType!, url: String!): Webhook
  delete_webhook(id: ID!): Webhook
  complexity: Complexity
}
type Complexity { after: Int! before: Int! query: Int! reset_in_x_seconds: Int! }
type Account { id: ID! name: String! slug: String! }
type User { id: ID! name: String! email: String! title: String! url: String! kind: String! status: UserStatus! account: Account! }
type Workspace { id: ID name: String! kind: WorkspaceKind description: String }
type Board {
  id: ID! name: String! description: String state: State! type: BoardObjectType board_kind: BoardKind! items_count: Int url: String!
  updated_at: ISO8601DateTime workspace: Workspace owners: [User]! creator: User!
  groups(ids: [String]): [Group]
  columns(ids: [String]): [Column]
  activity_logs(from: ISO8601DateTime, limit: Int = 25, page: Int = 1, to: ISO8601DateTime): [ActivityLogType]
  items_page(cursor: String, limit: Int! = 25, query_params: ItemsQuery): ItemsResponse!
}
type ActivityLogType { id: String! event: String! data: String! entity: String! created_at: String! user_id: String! account_id: String! }
type Group { id: ID! title: String! color: String! position: String! archived: Boolean deleted: Boolean }
type Column { id: ID! title: String! type: ColumnType! description: String archived: Boolean! settings: JSON }
type ItemsResponse { cursor: String items: [Item!]! }
type Item {
  id: ID! name: String! state: State url: String! created_at: Date updated_at: Date creator: User creator_id: String!
  board: Board group: Group parent_item: Item subitems: [Item]
  column_values(ids: [String!]): [ColumnValue!]!
  updates(limit: Int = 25, page: Int = 1): [Update!]
}
interface ColumnValue { id: ID! type: ColumnType! text: String value: JSON column: Column! }
type TextValue implements ColumnValue { id: ID! type: ColumnType! text: String value: JSON column: Column! }
type MirrorValue implements ColumnValue { id: ID! type: ColumnType! text: String value: JSON column: Column! display_value: String! }
type BoardRelationValue implements ColumnValue { id: ID! type: ColumnType! text: String value: JSON column: Column! display_value: String! }
type DependencyValue implements ColumnValue { id: ID! type: ColumnType! text: String value: JSON column: Column! display_value: String! }
type FormulaValue implements ColumnValue { id: ID! type: ColumnType! text: String value: JSON column: Column! display_value: String! }
type Reply { id: ID! body: String! text_body: String creator: User creator_id: String created_at: Date updated_at: Date edited_at: Date! }
type Update {
  id: ID! body: String! text_body: String creator: User creator_id: String created_at: Date updated_at: Date edited_at: Date!
  item_id: String item: Item replies: [Reply!]
}
type Webhook { id: ID! board_id: ID! event: WebhookEventType! config: String }
type SearchIndexedItem { id: ID! name: String! url: String! board_id: ID workspace_id: ID }
type SearchItemResult { id: ID! indexed_data: SearchIndexedItem! live_data: Item }
type SearchItemResults { results: [SearchItemResult!]! }
type SearchNamespace { items(query: String!, limit: Int = 10, board_ids: [ID!]): SearchItemResults! }
`;
