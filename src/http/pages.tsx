import { Hono } from 'hono';
import { type App, requireSession } from '../auth/person';
import { html } from '../console/page';
import { STYLE } from '../console/style';

/** The pages of the console that are not an integration's. */
export const pages = new Hono<App>();

pages.get('/assets/style.css', (c) => c.body(STYLE, 200, { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'public, max-age=300' }));

pages.get('/', (c) => {
  const person = requireSession(c);
  return html(c, <h1>Integrations of {person.member.name}</h1>);
});
