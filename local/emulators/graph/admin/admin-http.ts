import { z } from 'zod';
import { badRequest, errorResponse, GraphError, notImplemented } from '../graph-error.ts';
import { jsonBody } from '../mailbox/request-body.ts';
import type { GraphResponse } from '../message.ts';
import type { Counting } from '../traffic/counters.ts';
import {
  anyObject,
  faultRule,
  folderName,
  folderReference,
  memberChange,
  moveTarget,
  newOrgContact,
  newUser,
} from './admin-input.ts';
import type { GraphAdmin } from './graph-admin.ts';

export interface AdminRequest {
  readonly method: string;
  /** Decoded parts of the path below /_emulator. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Uint8Array;
  readonly contentType: string | undefined;
}

/** The admin over HTTP, for the control server and for curl; JSON in and out. Paths are in the README. */
export const makeAdminHttp = (admin: GraphAdmin, counting: Counting) => {
  const done: GraphResponse = { status: 204 };
  const json = (value: unknown, status = 200): GraphResponse => ({ status, json: value });

  function answer(request: AdminRequest): GraphResponse {
    const [area, tenantId = '', collection, id = '', below, itemId = '', action] = request.segments;
    const route = `${request.method} ${area}`;
    if (area === 'tenants' && tenantId !== '') {
      if (collection === 'users') return users(request, tenantId, id);
      if (collection === 'org-contacts') return orgContacts(request, tenantId, id);
      if (collection === 'groups') return groups(request, tenantId, id, below);
      if (collection === 'mailboxes') return mailbox(request, tenantId, id, below, itemId, action);
    }
    switch (route) {
      case 'GET counters':
        return json({ counters: counting.read(), concurrencyByMailbox: counting.concurrencyByMailbox() });
      case 'DELETE counters':
        counting.reset();
        return done;
      case 'GET faults':
        return json(admin.faults());
      case 'POST faults':
        return json({ id: admin.addFault(parsed(faultRule, request)) }, 201);
      case 'DELETE faults':
        admin.clearFaults(tenantId === '' ? undefined : Number(tenantId));
        return done;
      case 'POST delta-tokens': {
        const { tenantId: tenant, userId } = parsed(expiry, request);
        admin.expireDeltaTokens(tenant, userId);
        return done;
      }
      default:
        throw notImplemented(`${request.method} /_emulator/${request.segments.join('/')}`);
    }
  }

  function users(request: AdminRequest, tenantId: string, id: string): GraphResponse {
    if (request.method === 'POST' && id === '') admin.createUser(tenantId, parsed(newUser, request));
    else if (request.method === 'PATCH' && id !== '')
      admin.changeUser(tenantId, id, parsed(anyObject, request));
    else if (request.method === 'DELETE' && id !== '') admin.deleteUser(tenantId, id);
    else throw notImplemented(`${request.method} on users`);
    return done;
  }

  function orgContacts(request: AdminRequest, tenantId: string, id: string): GraphResponse {
    if (request.method === 'POST' && id === '')
      admin.createOrgContact(tenantId, parsed(newOrgContact, request));
    else if (request.method === 'PATCH' && id !== '')
      admin.changeOrgContact(tenantId, id, parsed(anyObject, request));
    else if (request.method === 'DELETE' && id !== '') admin.deleteOrgContact(tenantId, id);
    else throw notImplemented(`${request.method} on org-contacts`);
    return done;
  }

  function groups(
    request: AdminRequest,
    tenantId: string,
    id: string,
    below: string | undefined,
  ): GraphResponse {
    if (request.method !== 'PATCH' || below !== 'members')
      throw notImplemented(`${request.method} on groups`);
    admin.changeGroupMembers(tenantId, id, parsed(memberChange, request));
    return done;
  }

  function mailbox(
    request: AdminRequest,
    tenantId: string,
    userId: string,
    below: string | undefined,
    itemId: string,
    action: string | undefined,
  ): GraphResponse {
    switch (`${request.method} ${[below, itemId && '{id}', action].filter(Boolean).join('/')}`.trim()) {
      case 'GET':
        return json({ folders: admin.readMailbox(tenantId, userId) });
      case 'POST':
        admin.addMailbox(tenantId, userId);
        return done;
      case 'DELETE':
        admin.removeMailbox(tenantId, userId);
        return done;
      case 'POST contacts': {
        const { folderId, ...contact } = parsed(folderReference.and(anyObject), request);
        return json({ id: admin.addContact(tenantId, userId, contact, folderId) }, 201);
      }
      case 'PATCH contacts/{id}':
        admin.editContact(tenantId, userId, itemId, parsed(anyObject, request));
        return done;
      case 'DELETE contacts/{id}':
        admin.deleteContact(tenantId, userId, itemId);
        return done;
      case 'POST contacts/{id}/move':
        return json({
          id: admin.moveContact(tenantId, userId, itemId, parsed(moveTarget, request).folderId),
        });
      case 'GET categories':
        return json({ value: admin.readCategories(tenantId, userId) });
      case 'PUT closed':
      case 'DELETE closed':
        admin.closeMailbox(tenantId, userId, request.method === 'PUT');
        return done;
      case 'POST folders':
        return json({ id: admin.addFolder(tenantId, userId, parsed(folderName, request).displayName) }, 201);
      case 'PATCH folders/{id}':
        admin.renameFolder(tenantId, userId, itemId, parsed(folderName, request).displayName);
        return done;
      case 'DELETE folders/{id}':
        admin.deleteFolder(tenantId, userId, itemId);
        return done;
      default:
        throw notImplemented(`${request.method} on a mailbox's ${below ?? 'root'}`);
    }
  }

  return (request: AdminRequest): GraphResponse => {
    try {
      return answer(request);
    } catch (error) {
      if (error instanceof GraphError) return errorResponse(error);
      if (error instanceof TypeError || error instanceof SyntaxError)
        return errorResponse(badRequest(error.message));
      throw error;
    }
  };
};

const expiry = z.strictObject({ tenantId: z.string(), userId: z.string().exactOptional() });

/** Needs `Content-Type: application/json`, which keeps web pages from posting here without a preflight. */
function parsed<T>(schema: z.ZodType<T>, request: AdminRequest): T {
  const result = schema.safeParse(jsonBody(request.body, request.contentType ?? ''));
  if (!result.success) throw badRequest(z.prettifyError(result.error));
  return result.data;
}
