/*
 * Every document we send, whole and constant: what differs from call to call travels as variables, never as text of a query. A test
 * holds each against the platform's schema.
 */

const PERSON = 'id name email';

const COLUMN_VALUES = `column_values {
      id type text column { title }
      ... on MirrorValue { display_value }
      ... on BoardRelationValue { display_value }
      ... on DependencyValue { display_value }
      ... on FormulaValue { display_value }
    }`;

/** An item in a list. */
const ITEM = `id name state url created_at updated_at group { id title }
    ${COLUMN_VALUES}`;

const UPDATE = `id text_body body created_at edited_at creator { id name }`;

export const ME = `query Me {
  me { id name email account { id name slug } }
}`;

export const LIST_BOARDS = `query ListBoards($limit: Int!, $page: Int!, $state: State!, $workspaces: [ID]) {
  boards(limit: $limit, page: $page, state: $state, workspace_ids: $workspaces, order_by: used_at) {
    id name description state type items_count url updated_at workspace { id name }
  }
}`;

export const GET_BOARD = `query GetBoard($ids: [ID!]!) {
  boards(ids: $ids, state: all) {
    id name description state type items_count url updated_at workspace { id name }
    groups { id title archived deleted }
    columns { id title type description archived settings }
    owners { ${PERSON} }
  }
}`;

export const LIST_ITEMS = `query ListItems($board: [ID!]!, $limit: Int!, $filter: ItemsQuery) {
  boards(ids: $board) {
    id
    items_page(limit: $limit, query_params: $filter) { cursor items { ${ITEM} } }
  }
}`;

export const LIST_ITEMS_BY_VALUE = `query ListItemsByValue($board: ID!, $limit: Int!, $columns: [ItemsPageByColumnValuesQuery!]!) {
  items_page_by_column_values(board_id: $board, limit: $limit, columns: $columns) { cursor items { ${ITEM} } }
}`;

export const NEXT_ITEMS = `query NextItems($cursor: String!, $limit: Int!) {
  next_items_page(cursor: $cursor, limit: $limit) { cursor items { ${ITEM} } }
}`;

export const SEARCH_ITEMS = `query SearchItems($text: String!, $limit: Int!, $boards: [ID!]) {
  search {
    items(query: $text, limit: $limit, board_ids: $boards) {
      results { id indexed_data { id name url board_id } live_data { updated_at group { title } board { name } } }
    }
  }
}`;

export const GET_ITEM = `query GetItem($ids: [ID!]!, $updates: Int!) {
  items(ids: $ids, exclude_nonactive: false) {
    ${ITEM}
    board { id name }
    creator { id name }
    parent_item { id name }
    subitems { id name board { id } }
    updates(limit: $updates) { ${UPDATE} }
  }
}`;

export const LIST_UPDATES = `query ListUpdates($item: [ID!]!, $limit: Int!, $page: Int!) {
  items(ids: $item, exclude_nonactive: false) {
    id
    updates(limit: $limit, page: $page) { ${UPDATE} replies { ${UPDATE} } }
  }
}`;

export const LIST_USERS = `query ListUsers($limit: Int!, $page: Int!, $name: String, $emails: [String!]) {
  users(limit: $limit, page: $page, name: $name, emails: $emails) { id name email title status kind url }
}`;

export const LIST_WORKSPACES = `query ListWorkspaces($limit: Int!, $page: Int!) {
  workspaces(limit: $limit, page: $page) { id name kind description }
}`;

const SAVED = 'id name state url group { id title } board { id }';

export const CREATE_ITEM = `mutation CreateItem($board: ID!, $group: String, $name: String!, $values: JSON, $labels: Boolean) {
  create_item(board_id: $board, group_id: $group, item_name: $name, column_values: $values, create_labels_if_missing: $labels) { ${SAVED} }
}`;

export const CREATE_SUBITEM = `mutation CreateSubitem($parent: ID!, $name: String!, $values: JSON, $labels: Boolean) {
  create_subitem(parent_item_id: $parent, item_name: $name, column_values: $values, create_labels_if_missing: $labels) { ${SAVED} }
}`;

export const UPDATE_ITEM = `mutation UpdateItem($board: ID!, $item: ID!, $values: JSON!, $labels: Boolean) {
  change_multiple_column_values(board_id: $board, item_id: $item, column_values: $values, create_labels_if_missing: $labels) { ${SAVED} }
}`;

export const MOVE_TO_GROUP = `mutation MoveToGroup($item: ID!, $group: String!) {
  move_item_to_group(item_id: $item, group_id: $group) { ${SAVED} }
}`;

export const MOVE_TO_BOARD = `mutation MoveToBoard($item: ID!, $board: ID!, $group: ID!) {
  move_item_to_board(item_id: $item, board_id: $board, group_id: $group) { ${SAVED} }
}`;

export const ARCHIVE_ITEM = `mutation ArchiveItem($item: ID!) {
  archive_item(item_id: $item) { id }
}`;

export const DELETE_ITEM = `mutation DeleteItem($item: ID!) {
  delete_item(item_id: $item) { id }
}`;

export const ADD_UPDATE = `mutation AddUpdate($item: ID, $parent: ID, $body: String!) {
  create_update(item_id: $item, parent_id: $parent, body: $body) { id created_at }
}`;

export const EDIT_UPDATE = `mutation EditUpdate($update: ID!, $body: String!) {
  edit_update(id: $update, body: $body) { id edited_at }
}`;

export const RECENT_BOARDS = `query RecentBoards($limit: Int!) {
  boards(limit: $limit, order_by: used_at) { id type }
}`;

export const BOARD_WEBHOOKS = `query BoardWebhooks($board: ID!) {
  webhooks(board_id: $board, app_webhooks_only: true) { id }
}`;

/** Four events of one board in one call: calls are what monday.com counts by the day. */
export const SUBSCRIBE = `mutation Subscribe($board: ID!, $url: String!) {
  created: create_webhook(board_id: $board, url: $url, event: create_item) { id }
  changed: create_webhook(board_id: $board, url: $url, event: change_column_value) { id }
  discussed: create_webhook(board_id: $board, url: $url, event: create_update) { id }
  deleted: create_webhook(board_id: $board, url: $url, event: item_deleted) { id }
}`;

export const UNSUBSCRIBE = `mutation Unsubscribe($created: ID!, $changed: ID!, $discussed: ID!, $deleted: ID!) {
  created: delete_webhook(id: $created) { id }
  changed: delete_webhook(id: $changed) { id }
  discussed: delete_webhook(id: $discussed) { id }
  deleted: delete_webhook(id: $deleted) { id }
}`;

export const SYNC_BOARDS = `query SyncBoards($limit: Int!, $page: Int!) {
  boards(limit: $limit, page: $page) { id name type }
}`;

const SYNC_ITEM = `${ITEM}
    creator { ${PERSON} }`;

/** The newest changes of several boards at once, with what was deleted or archived meanwhile. */
export const SYNC_ITEMS = `query SyncItems($boards: [ID!]!, $count: Int!, $limit: Int!, $order: ItemsQuery!, $from: ISO8601DateTime!) {
  boards(ids: $boards, limit: $count) {
    id name
    activity_logs(from: $from, limit: 500) { event data }
    items_page(limit: $limit, query_params: $order) { cursor items { ${SYNC_ITEM} } }
  }
}`;

export const SYNC_MORE_ITEMS = `query SyncMoreItems($cursor: String!, $limit: Int!) {
  next_items_page(cursor: $cursor, limit: $limit) { cursor items { ${SYNC_ITEM} } }
}`;

export const SYNC_UPDATES = `query SyncUpdates($limit: Int!, $page: Int!, $from: String!, $to: String!) {
  updates(limit: $limit, page: $page, from_date: $from, to_date: $to) {
    ${UPDATE} creator { ${PERSON} }
    item { id name url board { id name } }
    replies { ${UPDATE} creator { ${PERSON} } }
  }
}`;
