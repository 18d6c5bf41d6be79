/** A request as the pipeline sees it: plain, so that it runs in tests and under any host. */
export interface IncomingRequest {
  /** Upper case. */
  readonly method: string;
  /** Path of the URL as it was asked for, without query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Placeholders of the route's path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly headers: HeaderReader;
  /** The whole body; empty where there is none. */
  bytes(): Promise<Uint8Array>;
}

/** Case-insensitive; the web's `Headers` is one. */
export interface HeaderReader {
  get(name: string): string | null;
}

/** Header names in lower case, as they go out. */
export type HeaderFields = Readonly<Record<string, string>>;

export interface OutgoingResponse {
  readonly status: number;
  readonly headers: HeaderFields;
  readonly body?: string | Uint8Array;
}
