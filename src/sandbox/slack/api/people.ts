import { keyOfEmail, STAFF } from '../../world/people';
import { pageOf } from '../args';
import { refuse } from '../failure';
import { BOT_ID, BOT_USER_ID, personOfUser, SLACKBOT_ID, TEAM_ID, TEAM_URL } from '../ids';
import { COMPANY } from '../../world/people';
import { revoke } from '../oauth';
import { type Method, type MethodCall } from './method';
import { isRobot, nameOfUser, robotShape, teamShape, userShape } from './shapes';

function anyUser(id: string, { workspace, session }: MethodCall) {
  const key = personOfUser(id);
  if (key) return userShape(key, workspace, session.has('users:read.email'));
  return isRobot(id) ? robotShape(id, workspace) : refuse('user_not_found');
}

export const PEOPLE_METHODS: Record<string, Method> = {
  'auth.test': {
    tier: 'special',
    json: true,
    run: ({ session, sandbox }) => ({
      url: TEAM_URL,
      team: COMPANY.name,
      user: nameOfUser(session.userId),
      team_id: TEAM_ID,
      user_id: session.userId,
      ...(session.bot ? { bot_id: BOT_ID } : {}),
      is_enterprise_install: false,
      expires_in: Math.max(0, Math.floor((session.token.expires - sandbox.now()) / 1000)),
    }),
  },
  'auth.revoke': {
    tier: 't3',
    run: ({ session, args, sandbox }) => revoke(session.token, args.flag('test'), sandbox),
  },
  'team.info': {
    tier: 't3',
    scope: 'team:read',
    run: ({ args }) => {
      const team = args.text('team');
      return !team || team === TEAM_ID ? { team: teamShape() } : refuse('team_not_found');
    },
  },
  'users.list': {
    tier: 't2',
    scope: 'users:read',
    run: (method) => {
      const { args, session, workspace } = method;
      const limit = args.int('limit', 200, 1000, 'invalid_limit');
      const withEmail = session.has('users:read.email');
      const members = [
        robotShape(SLACKBOT_ID, workspace),
        ...STAFF.map((key) => userShape(key, workspace, withEmail)),
        robotShape(BOT_USER_ID, workspace),
      ];
      const [page, next] = pageOf('user', members, args.text('cursor'), limit);
      return { members: page, cache_ts: workspace.seconds(), response_metadata: { next_cursor: next } };
    },
  },
  'users.info': {
    tier: 't4',
    scope: 'users:read',
    run: (method) => ({ user: anyUser(method.args.need('user'), method) }),
  },
  'users.lookupByEmail': {
    tier: 't3',
    scope: 'users:read.email',
    run: ({ args, workspace }) => {
      const key = keyOfEmail(args.need('email'));
      return key && STAFF.includes(key) ? { user: userShape(key, workspace, true) } : refuse('users_not_found');
    },
  },
};
