/** A bucket ran empty: Slack answers this with a status, unlike every other refusal. */
export class RateLimited extends Error {
  constructor(readonly seconds: number) {
    super('ratelimited');
  }
}
