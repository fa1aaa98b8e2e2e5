import { isObject, parseJson } from '../kernel/call';
import { fullName, person, STAFF, type PersonKey } from '../world/people';
import { fieldError } from './failure';
import { mondayUserId, type StoredBoard, type StoredColumn } from './model';

const wrong = (column: StoredColumn, why: string) =>
  fieldError('ColumnValueException', 200, `invalid value for column ${column.id} (${column.type}): ${why}`);

export const isPerson = (key: string): key is PersonKey => STAFF.some((known) => known === key);

/** What is shown of a stored value. */
export const shown = ({ type }: StoredColumn, stored: string): string =>
  type === 'people'
    ? stored
        .split(',')
        .filter(isPerson)
        .map((key) => fullName(person(key)))
        .join(', ')
    : stored;

/** The value as the API gives it back, as JSON. */
export function rawValue(column: StoredColumn, stored: string): string | null {
  if (stored === '') return null;
  switch (column.type) {
    case 'people':
      return JSON.stringify({
        personsAndTeams: stored
          .split(',')
          .filter(isPerson)
          .map((key) => ({ id: Number(mondayUserId(key)), kind: 'person' })),
      });
    case 'status':
      return JSON.stringify({ index: column.labels?.indexOf(stored) });
    case 'date':
      return JSON.stringify({ date: stored });
    case 'long_text':
      return JSON.stringify({ text: stored });
    default:
      return JSON.stringify(stored);
  }
}

export interface Change {
  values: Record<string, string>;
  name?: string;
}

/** Reads `column_values`; labels that are new are made on the board where that is allowed. @throws {GraphQLError} */
export function readValues(board: StoredBoard, given: unknown, makeLabels: boolean): Change {
  const parsed = typeof given === 'string' ? parseJson(given) : given;
  if (!isObject(parsed)) throw fieldError('JsonParseException', 400, 'column_values is no JSON object');
  const change: Change = { values: {} };
  for (const [id, value] of Object.entries(parsed)) {
    if (id === 'name' && typeof value === 'string') {
      change.name = value;
      continue;
    }
    const column = board.columns.find((known) => known.id === id);
    if (!column) throw fieldError('InvalidColumnIdException', 200, `there is no column ${id} on this board`);
    change.values[id] = readValue(column, value, makeLabels);
  }
  return change;
}

function readValue(column: StoredColumn, value: unknown, makeLabels: boolean): string {
  if (value === null || value === '' || (isObject(value) && Object.keys(value).length === 0)) return '';
  switch (column.type) {
    case 'status':
      return readLabel(column, value, makeLabels);
    case 'date': {
      const text = isObject(value) ? value.date : value;
      if (typeof text === 'string' && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))) return text;
      throw wrong(column, 'a date is YYYY-MM-DD');
    }
    case 'people':
      return readPeople(column, value);
    case 'numbers':
      if (typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)))
        return String(value);
      throw wrong(column, 'not a number');
    default: {
      const text = isObject(value) ? value.text : value;
      if (typeof text === 'string') return text;
      throw wrong(column, 'not a text');
    }
  }
}

function readLabel(column: StoredColumn, value: unknown, makeLabels: boolean): string {
  const labels = (column.labels ??= []);
  const index = isObject(value) ? value.index : undefined;
  const label = typeof index === 'number' ? labels[index] : isObject(value) ? value.label : value;
  if (typeof label !== 'string') throw wrong(column, 'neither a label nor an index');
  if (labels.includes(label)) return label;
  if (!makeLabels) throw wrong(column, `there is no label like it; known are ${labels.join(', ')}`);
  labels.push(label);
  return label;
}

function readPeople(column: StoredColumn, value: unknown): string {
  const list = isObject(value) ? value.personsAndTeams : String(value).split(',');
  if (!Array.isArray(list)) throw wrong(column, 'no personsAndTeams');
  const keys = list.map((one: unknown) => {
    const id = String(isObject(one) ? one.id : one).trim();
    const key = STAFF.find((known) => mondayUserId(known) === id);
    if (key === undefined) throw wrong(column, `there is no user ${id}`);
    return key;
  });
  return keys.join(',');
}
