import { badRequest, notImplemented } from '../graph-error.ts';
import { jsonBody } from '../mailbox/request-body.ts';
import { type GraphRequest, type GraphResponse, graphRoot } from '../message.ts';
import type { DirectoryStore } from './directory-store.ts';
import { groupView } from './groups.ts';
import { selectedUserProperties, userView } from './user-view.ts';

const mostIds = 1000;
const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((entry) => typeof entry === 'string');

/** POST /directoryObjects/getByIds for users and groups; unknown ids are left out of the answer. */
export const makeGetByIds =
  (store: DirectoryStore) =>
  (request: GraphRequest): GraphResponse => {
    const { ids, types = ['user', 'group'] } = jsonBody(request.body, request.headers.get('content-type'));
    if (!isTexts(ids) || ids.length > mostIds)
      throw badRequest(`ids must be a list of at most ${mostIds} texts.`);
    if (!isTexts(types)) throw badRequest('types must be a list of texts.');
    const unknown = types.find((type) => type !== 'user' && type !== 'group');
    if (unknown !== undefined) throw notImplemented(`getByIds for the type ${unknown}`);
    const { tenantId } = request.caller;
    const names = selectedUserProperties(null);
    const value = ids.flatMap((id): readonly object[] => {
      const user = types.includes('user') ? store.user(tenantId, id) : null;
      // A sign-in name is no id.
      if (user?.id === id.toLowerCase())
        return [{ '@odata.type': '#microsoft.graph.user', ...userView(user, names) }];
      const group = types.includes('group') ? store.group(tenantId, id) : null;
      return group ? [{ '@odata.type': '#microsoft.graph.group', ...groupView(group, null) }] : [];
    });
    return { status: 200, json: { '@odata.context': `${graphRoot}/$metadata#directoryObjects`, value } };
  };
