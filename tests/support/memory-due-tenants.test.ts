import { dueTenantsContract } from './due-tenants-contract.ts';
import { makeMemoryDueTenants } from './memory-due-tenants.ts';

dueTenantsContract(async () => makeMemoryDueTenants());
