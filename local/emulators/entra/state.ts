import type { DatabaseSync } from 'node:sqlite';
import { openStateFile } from '../loopback/state-file.ts';

const schema = `
  CREATE TABLE IF NOT EXISTS signing_key (
    kid TEXT PRIMARY KEY, private_pem TEXT NOT NULL, state TEXT NOT NULL, changed_at INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS service_principal (
    tenant_id TEXT PRIMARY KEY, permissions TEXT NOT NULL, user_consent INTEGER NOT NULL, withdrawn INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS authorization_code (
    hash TEXT PRIMARY KEY, grant_json TEXT NOT NULL, expires_at INTEGER NOT NULL, redeemed INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS refresh_token (
    hash TEXT PRIMARY KEY, tenant_id TEXT NOT NULL, user_id TEXT NOT NULL, grant_json TEXT NOT NULL,
    expires_at INTEGER NOT NULL, revoked INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS used_assertion (
    jti TEXT PRIMARY KEY, hash TEXT NOT NULL, expires_at INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS device_policy (tenant_id TEXT PRIMARY KEY, code INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS delegated_grant (
    tenant_id TEXT NOT NULL, user_id TEXT NOT NULL, scope TEXT NOT NULL, PRIMARY KEY (tenant_id, user_id, scope)) STRICT;
  CREATE TABLE IF NOT EXISTS user_refusal (user_id TEXT PRIMARY KEY, code INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;`;

export const openEntraState = (stateFile: string): DatabaseSync => openStateFile(stateFile, schema);
