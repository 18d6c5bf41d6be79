import { badRequest, GraphError, itemNotFound } from '../graph-error.ts';
import { type GraphRequest, type GraphResponse, graphRoot } from '../message.ts';
import { linkWith } from '../odata/links.ts';
import { queryOptions } from '../odata/query-options.ts';
import type { CategoryStore, StoredCategory } from './category-store.ts';
import type { OpenMailbox } from './open-mailbox.ts';
import { bodyError, jsonBody } from './request-body.ts';

const properties: readonly string[] = ['id', 'displayName', 'color'];
const colours: readonly string[] = ['none', ...Array.from({ length: 25 }, (_, n) => `preset${n}`)];
const longestName = 255;
const pageSize = 100;

/** GET and POST /outlook/masterCategories; GET, PATCH and DELETE of one. */
export function makeCategoryRoutes(store: CategoryStore) {
  const context = (mailbox: OpenMailbox): string =>
    `${graphRoot}/$metadata#users('${mailbox.userId}')/outlook/masterCategories`;
  const one = (mailbox: OpenMailbox, category: StoredCategory) => ({
    '@odata.context': `${context(mailbox)}/$entity`,
    ...category,
  });
  const found = (mailbox: OpenMailbox, id: string): StoredCategory => {
    const category = store.byId(mailbox.num, id);
    if (category === undefined) throw itemNotFound();
    return category;
  };

  function given(request: GraphRequest): Readonly<Record<string, unknown>> {
    const body = jsonBody(request.body, request.headers.get('content-type'));
    for (const name of Object.keys(body)) {
      if (!properties.includes(name) && !name.includes('@odata.')) {
        throw bodyError(`The property '${name}' does not exist on type 'microsoft.graph.outlookCategory'.`);
      }
    }
    return body;
  }
  function colourIn({ color }: Readonly<Record<string, unknown>>): string {
    const colour = colours.find((each) => each === String(color).toLowerCase());
    if (colour === undefined) throw badRequest(`Requested value '${String(color)}' was not found.`);
    return colour;
  }

  return {
    list(request: GraphRequest, mailbox: OpenMailbox): GraphResponse {
      const { skip, top } = queryOptions(request, ['$top', '$skip'], 1000);
      const all = store.list(mailbox.num);
      const end = skip + (top ?? pageSize);
      return {
        status: 200,
        json: {
          '@odata.context': context(mailbox),
          ...(all.length > end ? { '@odata.nextLink': linkWith(request, { $skip: String(end) }) } : {}),
          value: all.slice(skip, end),
        },
      };
    },

    create(request: GraphRequest, mailbox: OpenMailbox): GraphResponse {
      const body = given(request);
      const { displayName } = body;
      if (typeof displayName !== 'string' || displayName.trim() === '')
        throw bodyError("The property 'displayName' is required as a text.");
      if (displayName.length > longestName)
        throw new GraphError(400, 'ErrorInvalidArgument', 'A category name has at most 255 characters.');
      const color = body['color'] === undefined ? 'none' : colourIn(body);
      if (store.named(mailbox.num, displayName) !== undefined)
        throw new GraphError(409, 'ErrorItemAlreadyExists', 'A category of that name exists.');
      store.add(mailbox.num, displayName, color);
      const category = store.named(mailbox.num, displayName);
      if (category === undefined) throw new Error('A category was added and is not there.');
      return { status: 201, json: one(mailbox, category) };
    },

    get: (mailbox: OpenMailbox, id: string): GraphResponse => ({
      status: 200,
      json: one(mailbox, found(mailbox, id)),
    }),

    change(request: GraphRequest, mailbox: OpenMailbox, id: string): GraphResponse {
      const category = found(mailbox, id);
      const body = given(request);
      if ('displayName' in body)
        throw new GraphError(400, 'ErrorInvalidPropertySet', 'A category keeps its name.');
      const color = colourIn(body);
      store.recolour(mailbox.num, category, color);
      return { status: 200, json: one(mailbox, { ...category, color }) };
    },

    remove(mailbox: OpenMailbox, id: string): GraphResponse {
      store.remove(mailbox.num, found(mailbox, id));
      return { status: 204 };
    },
  };
}
