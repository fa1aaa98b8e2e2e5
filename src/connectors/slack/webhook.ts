import { z } from 'zod';
import { type DeploymentWebhook, type WebhookEvent } from '../../core/define-connector';
import { verifyV0 } from '../../core/signatures';

const handshakeShape = z.object({ type: z.literal('url_verification'), challenge: z.string().max(500) });

const callbackShape = z.object({
  type: z.literal('event_callback'),
  team_id: z.string(),
  event_id: z.string(),
  event: z.object({
    type: z.string(),
    channel_type: z.string().optional(),
    tokens: z.object({ oauth: z.array(z.string()).optional() }).optional(),
  }),
  authorizations: z.array(z.object({ team_id: z.string().nullish(), user_id: z.string().nullish() })).optional(),
});

const PRIVATE: readonly string[] = ['group', 'im', 'mpim'];

export const teamRoute = (team: string): string => `team:${team}`;
export const userRoute = (team: string, user: string): string => `user:${team}:${user}`;

/** Slack's Events API. @see https://docs.slack.dev/apis/events-api */
export const webhook: DeploymentWebhook = {
  secret: 'SLACK_SIGNING_SECRET',
  verify: (delivery, secret) =>
    verifyV0({
      body: delivery.body,
      timestamp: delivery.headers.get('x-slack-request-timestamp'),
      signature: delivery.headers.get('x-slack-signature'),
      secret,
      now: delivery.receivedAt,
    }),
  handshake: async (payload) => {
    const parsed = handshakeShape.safeParse(payload);
    return parsed.success ? Response.json({ challenge: parsed.data.challenge }) : undefined;
  },
  read: (payload): WebhookEvent | undefined => {
    const parsed = callbackShape.safeParse(payload);
    if (!parsed.success) return undefined;
    const { team_id: team, event_id: deliveryId, event, authorizations = [] } = parsed.data;
    const revoked = event.type === 'tokens_revoked' ? (event.tokens?.oauth ?? []) : undefined;
    if (revoked !== undefined) {
      return {
        deliveryId,
        type: event.type,
        routes: revoked.map((user) => userRoute(team, user)),
        effect: 'revoked',
        summary: 'Slack withdrew tokens.',
      };
    }
    if (event.type === 'app_uninstalled') {
      return {
        deliveryId,
        type: event.type,
        routes: [teamRoute(team)],
        effect: 'revoked',
        summary: 'The app was removed from the Slack workspace.',
      };
    }
    // Those it was authorised for, each in their own workspace: a shared channel's event may come from a partner's.
    const named = authorizations.flatMap(({ team_id: own, user_id: user }) =>
      user ? [userRoute(own ?? team, user)] : [],
    );
    // Where Slack names nobody, everybody of the workspace could have seen it, unless it happened in private.
    const everybody = PRIVATE.includes(event.channel_type ?? '') ? [] : [teamRoute(team)];
    return {
      deliveryId,
      type: event.type,
      routes: named.length > 0 ? named : everybody,
      summary: `Slack event ${event.type}.`,
    };
  },
};
