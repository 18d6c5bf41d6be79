import type { Clock } from '../../../../shared/kernel/clock.ts';
import { GraphError } from '../graph-error.ts';
import { type GraphRequest, type GraphResponse, graphRoot } from '../message.ts';
import { fulfils, propertiesOf } from '../odata/evaluate.ts';
import { linkWith } from '../odata/links.ts';
import { ordered } from '../odata/ordering.ts';
import { queryOptions } from '../odata/query-options.ts';
import type { Counting } from '../traffic/counters.ts';
import { contactAfter } from './contact-after.ts';
import { contactInput } from './contact-input.ts';
import { emptyContact } from './contact-properties.ts';
import { contactPropertyNamed, contactShaper, wantsImmutableIds, wholeContact } from './contact-view.ts';
import { mergedExtended } from './extended-properties.ts';
import { changeKeyOf } from './ids.ts';
import type { Folder, MailboxStore, StoredContact } from './mailbox-store.ts';
import type { OpenMailbox } from './open-mailbox.ts';
import { jsonBody } from './request-body.ts';

const listOptions = ['$select', '$top', '$skip', '$filter', '$orderby', '$expand', '$count'] as const;

/** Contacts of one folder: list and create; read, change and delete one. */
export function makeContactRoutes(store: MailboxStore, clock: Clock, counting: Counting) {
  const context = (mailbox: OpenMailbox): string =>
    `${graphRoot}/$metadata#users('${mailbox.userId}')/contacts`;

  function answer(
    request: GraphRequest,
    mailbox: OpenMailbox,
    contact: StoredContact,
    status: number,
  ): GraphResponse {
    const whole = wholeContact(mailbox, contact, wantsImmutableIds(request));
    const { singleValueExtendedProperties: _, ...shown } = whole;
    return {
      status,
      headers: { ETag: String(whole['@odata.etag']) },
      json: { '@odata.context': `${context(mailbox)}/$entity`, ...shown },
    };
  }

  return {
    list(request: GraphRequest, mailbox: OpenMailbox, folder: Folder): GraphResponse {
      const options = queryOptions(request, listOptions, 1000);
      const { filter, skip } = options;
      const shape = contactShaper(options.select, options.expand);
      const isImmutable = wantsImmutableIds(request);
      for (const name of filter ? propertiesOf(filter) : []) {
        if (name !== 'singleValueExtendedProperties') contactPropertyNamed(name);
      }
      for (const { path } of options.orderBy) contactPropertyNamed(path[0] ?? '');
      const matching = store
        .contacts(folder.num)
        .map((contact) => wholeContact(mailbox, contact, isImmutable))
        .filter((contact) => !filter || fulfils(filter, contact));
      const size = options.top ?? 10;
      const isMore = matching.length > skip + size;
      return {
        status: 200,
        json: {
          '@odata.context': context(mailbox),
          ...(options.count ? { '@odata.count': matching.length } : {}),
          ...(isMore ? { '@odata.nextLink': linkWith(request, { $skip: String(skip + size) }) } : {}),
          value: ordered(matching, options.orderBy)
            .slice(skip, skip + size)
            .map(shape),
        },
      };
    },

    create(request: GraphRequest, mailbox: OpenMailbox, folder: Folder): GraphResponse {
      const { fields, extended } = contactInput(jsonBody(request.body, request.headers.get('content-type')));
      const named = contactAfter(emptyContact, fields);
      const contact = store.addContact(folder, named, mergedExtended([], extended), clock.now());
      counting.add('contactCreates');
      return answer(request, mailbox, contact, 201);
    },

    get(request: GraphRequest, mailbox: OpenMailbox, contact: StoredContact): GraphResponse {
      const options = queryOptions(request, ['$select', '$expand'], 1);
      const shape = contactShaper(options.select, options.expand);
      const whole = wholeContact(mailbox, contact, wantsImmutableIds(request));
      return {
        status: 200,
        headers: { ETag: String(whole['@odata.etag']) },
        json: { '@odata.context': `${context(mailbox)}/$entity`, ...shape(whole) },
      };
    },

    change(request: GraphRequest, mailbox: OpenMailbox, contact: StoredContact): GraphResponse {
      const { fields, extended } = contactInput(jsonBody(request.body, request.headers.get('content-type')));
      mustBeCurrent(request, contact);
      const after = contactAfter(contact.fields, fields);
      const updated = store.updateContact(
        contact.num,
        after,
        mergedExtended(contact.extended, extended),
        clock.now(),
      );
      counting.add('contactUpdates');
      return answer(request, mailbox, updated, 200);
    },

    remove(request: GraphRequest, contact: StoredContact): GraphResponse {
      mustBeCurrent(request, contact);
      store.removeContact(contact);
      counting.add('contactDeletes');
      return { status: 204 };
    },
  };
}

/** @throws GraphError 412 where If-Match names another state than the present one. */
function mustBeCurrent(request: GraphRequest, contact: StoredContact): void {
  const expected = request.headers.get('if-match');
  if (expected === undefined || expected === '*') return;
  if (expected.replace(/^W\//, '').replaceAll('"', '') === changeKeyOf(contact.num, contact.version)) return;
  const message =
    'The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item.';
  throw new GraphError(412, 'ErrorIrresolvableConflict', message);
}
