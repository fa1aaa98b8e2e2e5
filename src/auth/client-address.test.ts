import { describe, expect, it } from 'vitest';
import { toBase64Url } from '../core/ids';
import { isForbiddenClient, namesForbiddenClient } from './client-address';

const LOCAL = 'https://127.0.0.1/client.json';
const PUBLIC = 'https://client.example.com/client.json';
const part = (value: unknown) => toBase64Url(new TextEncoder().encode(JSON.stringify(value)));
const assertion = (claims: unknown) => `${part({ alg: 'ES256' })}.${part(claims)}.${part('signature')}`;
const basic = (user: string) => `Basic ${btoa(`${user}:secret`)}`;
const form = (...pairs: [string, string][]) => new URLSearchParams(pairs);

describe('an address as a client’s id', () => {
  it.each([
    [LOCAL, true],
    ['https://localhost/c', true],
    ['https://2130706433/c', true],
    ['https://[::1]/c', true],
    ['https://client.example.com:8443/c', true],
    ['https://user@client.example.com/c', true],
    ['http://client.example.com/c', true],
    [' https://127.0.0.1/c', true],
    ['ht\ntps://127.0.0.1/c', true],
    [PUBLIC, false],
    ['q3bJ7dKx0a9Zt2Lw', false],
    ['', false],
  ])('%j is forbidden: %s', (clientId, forbidden) => {
    expect(isForbiddenClient(clientId)).toBe(forbidden);
  });
});

describe('a token request', () => {
  it.each([
    ['in the form', form(['client_id', LOCAL]), null],
    ['behind an empty one', form(['client_id', ''], ['client_id', LOCAL]), null],
    ['behind a good one', form(['client_id', PUBLIC], ['client_id', LOCAL]), null],
    ['in Basic credentials', form(), basic(encodeURIComponent(LOCAL))],
    ['in Basic credentials, unencoded up to the colon', form(), basic('https%3A//127.0.0.1/c')],
    [
      'in Basic credentials by another spelling',
      form(),
      basic(encodeURIComponent(LOCAL)).replace('Basic ', 'bAsIc\t '),
    ],
    ['as the issuer of an assertion', form(['client_assertion', assertion({ iss: LOCAL })]), null],
    [
      'as the issuer of a second assertion',
      form(['client_assertion', ''], ['client_assertion', assertion({ iss: LOCAL })]),
      null,
    ],
  ])('is refused for a forbidden address %s', (_where, body, authorization) => {
    expect(namesForbiddenClient(body, authorization)).toBe(true);
  });

  it.each([
    ['nothing', form(), null],
    ['a registered client', form(['client_id', 'q3bJ7dKx0a9Zt2Lw']), null],
    [
      'a public address',
      form(['client_id', PUBLIC], ['client_assertion', assertion({ iss: PUBLIC })]),
      basic(encodeURIComponent(PUBLIC)),
    ],
    ['credentials that cannot be read', form(), 'Basic ***'],
    ['credentials of bad encoding', form(), basic('%zz')],
    ['a bearer token', form(), `Bearer ${btoa(LOCAL)}`],
    ['an assertion that cannot be read', form(['client_assertion', 'a.b.c']), null],
    [
      'an assertion without issuer',
      form(['client_assertion', assertion(null)], ['client_assertion', assertion({ iss: 7 })]),
      null,
    ],
  ])('goes on with %s', (_what, body, authorization) => {
    expect(namesForbiddenClient(body, authorization)).toBe(false);
  });
});
