/** Why something is as it is: stable key, parameters, English sentence. */
export interface Reason {
  key: string;
  message?: string;
  params?: Record<string, Param>;
}

export type Param = string | number | boolean | null;

interface ErrorBody {
  error?: { key?: string; message?: string; params?: Record<string, Param>; path?: string };
  current?: unknown;
  diff?: unknown;
  errors?: unknown;
}

/** A call that failed: HTTP status (0 = never reached the gateway) and the reason to show. */
export class ApiError extends Error {
  readonly status: number;
  readonly reason: Reason;
  /** JSON pointer of the offending field, when the gateway names one. */
  readonly path: string | undefined;
  readonly body: ErrorBody;

  constructor(status: number, reason: Reason, body: ErrorBody = {}) {
    super(reason.message ?? reason.key);
    this.name = 'ApiError';
    this.status = status;
    this.reason = reason;
    this.body = body;
    this.path = body.error?.path;
  }
}

/** What a status means when the answer itself carries no reason (a proxy in between, a crash). */
function keyOfStatus(status: number): string {
  if (status === 401) return 'unauthenticated';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not_found';
  if (status === 409) return 'conflict';
  if (status === 413) return 'request_too_large';
  if (status === 422 || status === 400) return 'request_invalid';
  if (status === 429) return 'too_many_requests';
  if (status === 502 || status === 503 || status === 504) return 'gateway_unreachable';
  return 'gateway_failed';
}

/** The error of an answer that was not 2xx; `text` is its body. */
export function errorOfAnswer(status: number, text: string): ApiError {
  let body: ErrorBody = {};
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null) body = parsed as ErrorBody;
  } catch {
    // Not JSON: the status alone has to do.
  }
  const { key, message, params } = body.error ?? {};
  return new ApiError(
    status,
    {
      key: key ?? keyOfStatus(status),
      params: { status, ...params },
      ...(message === undefined ? {} : { message }),
    },
    body,
  );
}

/** A reason with advice that fits the answer's status, for reasons that have none of their own. */
export function generalReasonOf(error: unknown): Reason | undefined {
  if (!(error instanceof ApiError) || error.status < 400) return undefined;
  return { key: keyOfStatus(error.status) };
}

/** Reason of anything that was thrown. */
export function reasonOf(error: unknown): Reason {
  if (error instanceof ApiError) return error.reason;
  const message = error instanceof Error ? error.message : String(error);
  return { key: 'ui_failed', params: { detail: message }, message };
}

/** One thing wrong at a JSON pointer of what was sent. */
export interface FieldError extends Reason {
  path: string;
}

/** Errors of a refused change that name their place; empty when it was refused as a whole. */
export function fieldErrorsOf(error: unknown): FieldError[] {
  if (!(error instanceof ApiError)) return [];
  if (Array.isArray(error.body.errors)) return error.body.errors as FieldError[];
  if (error.reason.key === 'instance_exists') return [{ ...error.reason, path: '/id' }];
  return error.path === undefined || error.path === null ? [] : [{ ...error.reason, path: error.path }];
}
