import { describe, expect, it } from 'vitest';
import { mailboxOwner, testEmulator, tokenOf } from './test-emulator.ts';

const owner = mailboxOwner();

describe('access', () => {
  it.each([
    ['', 'Access token is empty.'],
    ['Bearer rubbish', 'Access token validation failure.'],
    ['Bearer expired', 'Lifetime validation failed, the token is expired.'],
  ])('with authorization "%s" is refused with 401', async (authorization, message) => {
    const { call } = await testEmulator();
    const answer = await call('GET', '/users', undefined, { authorization });
    expect([answer.status, answer.json.error.code]).toEqual([401, 'InvalidAuthenticationToken']);
    expect(answer.json.error.message).toBe(message);
  });

  it.each([
    ['GET', '/users', 'Authorization_RequestDenied'],
    ['GET', '/groups', 'Authorization_RequestDenied'],
    ['GET', '/contacts', 'Authorization_RequestDenied'],
    ['GET', `/users/${owner.id}/contacts`, 'ErrorAccessDenied'],
    ['POST', `/users/${owner.id}/contactFolders`, 'ErrorAccessDenied'],
  ])('%s %s without its permission is refused with 403', async (method, path, code) => {
    const { call } = await testEmulator({ caller: { permissions: [] } });
    const answer = await call(method, path, method === 'POST' ? { displayName: 'x' } : undefined);
    expect([answer.status, answer.json.error.code]).toEqual([403, code]);
  });

  it('with Contacts.Read reads contacts but writes none', async () => {
    const { call } = await testEmulator({ caller: { permissions: ['Contacts.Read'] } });
    expect((await call('GET', `/users/${owner.id}/contacts`)).status).toBe(200);
    expect((await call('POST', `/users/${owner.id}/contacts`, { givenName: 'A' })).status).toBe(403);
  });

  it('of a delegated token ends at the user’s own mailbox', async () => {
    const { call } = await testEmulator({
      caller: { oid: owner.id, permissions: ['User.Read', 'Contacts.ReadWrite'] },
    });
    expect((await call('GET', '/me')).json.id).toBe(owner.id);
    expect((await call('POST', '/me/contacts', { givenName: 'A' })).status).toBe(201);
    expect((await call('GET', '/me/contacts?$top=100')).json.value.at(-1).givenName).toBe('A');
    expect((await call('GET', `/users/${mailboxOwner(1).id}/contacts`)).status).toBe(403);
    expect((await call('GET', '/users')).status).toBe(403);
  });

  it('never crosses to another tenant', async () => {
    const { call } = await testEmulator();
    expect((await call('GET', '/users/2b000000-0000-4000-8000-000000000001')).status).toBe(404);
    const stranger = tokenOf({
      tenantId: '33333333-3333-4333-8333-333333333333',
      appId: 'app',
      permissions: ['User.Read.All'],
    });
    expect((await call('GET', '/users', undefined, { authorization: `Bearer ${stranger}` })).status).toBe(
      401,
    );
  });

  it('to a missing mailbox tells an unknown user from one without a mailbox', async () => {
    const { call, company, admin } = await testEmulator();
    expect((await call('GET', '/users/nobody/contacts')).json.error.code).toBe('ErrorInvalidUser');
    const without = company.users.find(({ hasMailbox }) => !hasMailbox);
    expect((await call('GET', `/users/${without?.id}/contacts`)).json.error.code).toBe(
      'MailboxNotEnabledForRESTAPI',
    );
    admin.removeMailbox(company.tenantId, owner.id);
    expect((await call('GET', `/users/${owner.id}/contacts`)).json.error.code).toBe(
      'MailboxNotEnabledForRESTAPI',
    );
  });
});
