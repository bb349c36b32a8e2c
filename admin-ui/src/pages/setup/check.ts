export interface SetupFields {
  code: string;
  username: string;
  password: string;
  repeat: string;
}

export type SetupProblem = 'required' | 'short' | 'mismatch';

export const MIN_PASSWORD = 8;

/** What is still wrong, by field; empty when everything can be sent. */
export function check(fields: SetupFields): Partial<Record<keyof SetupFields, SetupProblem>> {
  const problems: Partial<Record<keyof SetupFields, SetupProblem>> = {};
  if (fields.code.trim() === '') problems.code = 'required';
  if (fields.username.trim() === '') problems.username = 'required';
  if (fields.password.length < MIN_PASSWORD) problems.password = fields.password === '' ? 'required' : 'short';
  if (fields.repeat !== fields.password) problems.repeat = 'mismatch';
  return problems;
}
