export interface User {
  name: string;
  role: string;
}

export interface AuthStatus {
  setup_required: boolean;
  authenticated: boolean;
  user: User | null;
  version: string;
}

export interface Credentials {
  username: string;
  password: string;
}

export interface Setup extends Credentials {
  code: string;
}
