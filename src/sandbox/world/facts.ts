/** The facts that mails, messages and meetings agree about. Quote them from here, never retype them. */

const euro = (cents: number): string =>
  `€${(cents / 100).toLocaleString('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;

const SENSORS = 240;
const UNIT_PRICE = 149_00;
const DISCOUNT_PERCENT = 12;
const QUOTE_TOTAL = SENSORS * UNIT_PRICE * (1 - DISCOUNT_PERCENT / 100);

/** The sale to Brackwater Utilities, and what was promised in the review call. */
export const ROLLOUT = {
  product: 'LF-20 water-quality sensor',
  sensors: SENSORS,
  unitPrice: euro(UNIT_PRICE),
  discount: `${DISCOUNT_PERCENT}%`,
  quote: 'Q-2031',
  total: euro(QUOTE_TOTAL),
  firmware: '4.2',
  bug: 'readings dropped when a gateway loses its uplink for more than ten minutes',
  /** Days relative to the seeding. */
  callDay: -6,
  fixPromisedDay: -2,
  fixNewDay: 2,
  quoteDay: -4,
  trainingDay: 3,
} as const;

/** The renewal of Alder Farms, held up by a late calibration and an unpaid invoice. */
export const RENEWAL = {
  invoice: 'INV-1047',
  amount: euro(8_400_00),
  invoiceDay: -38,
  dueDay: -8,
  creditMonths: 2,
  callDay: -12,
  endDay: 24,
  sites: 7,
} as const;

/** The outage both customers noticed. */
export const OUTAGE = {
  day: -9,
  start: '06:40',
  end: '08:15',
  minutes: 95,
  cause: 'an expired certificate on the ingestion gateway',
  lost: 'no readings were lost, they arrived late',
} as const;

export const HIRING = {
  role: 'Field Engineer',
  candidate: 'Hannah Brandt',
  candidateEmail: 'hannah.brandt@postbox.example',
  interviewDay: 4,
} as const;
