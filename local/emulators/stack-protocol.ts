/** What the emulators' process and its parent say to each other. */
export const serviceNames = [
  'entra',
  'graph',
  'dynamics',
  'keyVault',
  'mail',
  'appStores',
  'serviceBus',
  'tables',
] as const;
export type ServiceName = (typeof serviceNames)[number];

export interface StackPlan {
  /** A folder, or ':memory:'. */
  readonly stateDir: string;
  readonly credentialsFile: string;
  readonly clockOffsetMs: number;
  /** Those that no setting replaces by the real service. Entra always runs: the emulators of Graph and Dynamics ask it about tokens. */
  readonly services: readonly ServiceName[];
  readonly ports: Readonly<Record<ServiceName | 'smtp', number>>;
  readonly publicUrl: string;
  readonly clientId: string;
}

export type FromEmulators =
  | {
      readonly type: 'started';
      readonly name: ServiceName;
      readonly url: string;
      readonly connectionString?: string;
    }
  | { readonly type: 'ready' }
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown };

export type ToEmulators =
  | { readonly type: 'clock'; readonly id: number; readonly offsetMs: number }
  | { readonly type: 'counters'; readonly id: number; readonly reset: boolean };
