import { expect, it } from 'vitest';
import { withAboutRoutes } from '../../shared/http/about-routes.ts';
import { apiInfo } from '../../shared/http/testing/api-info.ts';
import { makeBench } from '../../shared/http/testing/bench.ts';
import { shareRoute } from '../../shared/http/testing/share-route.ts';
import { lintDescription } from './support/lint-description.ts';

const document = async () => {
  const routes = withAboutRoutes([shareRoute()], apiInfo);
  const served = routes.find((route) => route.operationId === 'getOpenApi');
  return (await makeBench(served ?? shareRoute()).send()).json;
};

it('the description passes a public linter without error or warning', async () => {
  expect(await lintDescription(await document())).toEqual([]);
});

it('the linter sees what is wrong', async () => {
  const broken = { ...(await document()), info: { title: 'x' } };
  expect(await lintDescription(broken)).not.toEqual([]);
});
