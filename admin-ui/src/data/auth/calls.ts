import { get, post } from '../http';
import type { AuthStatus, Credentials, Setup } from './types';

export const fetchAuthStatus = (signal?: AbortSignal) => get<AuthStatus>('/api/auth/status', signal);
export const login = (credentials: Credentials) => post<unknown>('/api/auth/login', credentials);
export const setup = (body: Setup) => post<unknown>('/api/auth/setup', body);
export const logout = () => post<unknown>('/api/auth/logout');
export const changePassword = (body: { old: string; new: string }) => post<unknown>('/api/auth/password', body);
