import { type JobMessage } from '../../src/core/jobs';
import { type Env } from '../../src/env';

/** Stands for the end of a process: nothing after it happens. */
export class Crash extends Error {
  constructor() {
    super('the process ended here');
    this.name = 'Crash';
  }
}

/** When a process ends: at the nth thing it does to the world outside, before that is done or right after. */
export interface CrashPoint {
  step: number;
  when: 'before' | 'after';
}

type Guard = <T>(work: () => Promise<T>) => Promise<T>;

/** The world outside a Worker: its database, its queue and its objects, each step of which may be the last. */
export interface CrashingWorld {
  env: Env;
  /** Has the crash come? */
  readonly crashed: boolean;
}

/**
 * @param holder answers what `resealSecrets` of an Integration object does.
 */
export function crashingWorld(
  env: Env,
  point: CrashPoint | undefined,
  holder: (id: string) => Promise<unknown>,
): CrashingWorld {
  let step = 0;
  let crashed = false;
  const guard: Guard = async (work) => {
    if (crashed) throw new Crash();
    const last = step++ === point?.step;
    if (last) crashed = true;
    if (last && point?.when === 'before') throw new Crash();
    const result = await work();
    if (last) throw new Crash();
    return result;
  };
  const world: Env = {
    ...env,
    DB: database(env.DB, guard),
    JOBS: queue(env.JOBS, guard),
    INTEGRATION: objects(env.INTEGRATION, guard, holder),
  };
  return {
    env: world,
    get crashed() {
      return crashed;
    },
  };
}

function database(real: D1Database, guard: Guard): D1Database {
  const originals = new WeakMap<object, D1PreparedStatement>();
  const wrap = (statement: D1PreparedStatement): D1PreparedStatement => {
    const wrapped: object = {
      bind: (...values: unknown[]) => wrap(statement.bind(...values)),
      run: () => guard(() => statement.run()),
      all: () => guard(() => statement.all()),
      raw: () => guard(() => statement.raw()),
    };
    originals.set(wrapped, statement);
    return wrapped as D1PreparedStatement;
  };
  const inside = (statement: D1PreparedStatement) => originals.get(statement) ?? statement;
  const wrapped: object = {
    prepare: (sql: string) => wrap(real.prepare(sql)),
    batch: (statements: D1PreparedStatement[]) => guard(() => real.batch(statements.map(inside))),
  };
  return wrapped as D1Database;
}

function queue(real: Queue<JobMessage>, guard: Guard): Queue<JobMessage> {
  const wrapped: object = {
    send: (body: JobMessage) => guard(() => real.send(body)),
    sendBatch: (messages: MessageSendRequest<JobMessage>[]) => guard(() => real.sendBatch(messages)),
  };
  return wrapped as Queue<JobMessage>;
}

function objects(real: Env['INTEGRATION'], guard: Guard, holder: (id: string) => Promise<unknown>): Env['INTEGRATION'] {
  const wrapped: object = { getByName: (id: string) => ({ resealSecrets: () => guard(() => holder(id)) }) };
  return wrapped as typeof real;
}
