import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pathTemplate } from './path-template.ts';

it.each([
  ['/$batch', '/$batch'],
  ['/users/4c1d/contacts/AAMk%3D?$select=givenName', '/users/{id}/contacts/{id}'],
  ["/users/anna@mueller.example/contactFolders?$filter=displayName eq 'Anna'", '/users/{id}/contactFolders'],
  ['/servicePrincipals(appId=%27x%27)/appRoleAssignments', '/{id}/appRoleAssignments'],
  ['/users/delta?$deltatoken=abc#x', '/users/delta'],
])('%s is %s', (path, template) => expect(pathTemplate(path)).toBe(template));

it('holds nothing but words of Graph’s own, whatever the path', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), fc.string(), (parts, query) => {
      for (const part of pathTemplate(`/${parts.join('/')}?${query}`).split('/')) {
        expect(part).toMatch(/^(\{id\}|[$a-zA-Z.2]*)$/);
      }
    }),
  );
});
