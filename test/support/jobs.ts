import { type JobMessage } from '../../src/core/jobs';

/** A queue that keeps what is sent to it until somebody takes it. */
export interface Queued {
  binding: Queue<JobMessage>;
  waiting: JobMessage[];
  /** The oldest message. */
  take(): JobMessage | undefined;
}

/** A queue of a test's own, in memory. Messages are copied, as a real one does. */
export function jobsOf(): Queued {
  const waiting: JobMessage[] = [];
  const metadata = { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };
  const binding = {
    send: async (body: JobMessage) => {
      waiting.push(structuredClone(body));
      return metadata;
    },
    sendBatch: async (messages: Iterable<MessageSendRequest<JobMessage>>) => {
      for (const { body } of messages) waiting.push(structuredClone(body));
      return metadata;
    },
  };
  return { binding: asQueue(binding), waiting, take: () => waiting.shift() };
}

/** The tests use what every version of the runtime's type has. */
const asQueue = (binding: Pick<Queue<JobMessage>, never>): Queue<JobMessage> => binding as Queue<JobMessage>;
