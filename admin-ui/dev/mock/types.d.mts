export const TYPES: object[];
