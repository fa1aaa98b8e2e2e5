import { type Sandbox } from '../platform';

export function seedGmail(_sandbox: Sandbox): void {}
