/* The Worker under test, with the sandbox's object beside it. */
export { SandboxWorld } from '../../src/sandbox/sandbox-world';
export { default, Integration, OAuthGate } from '../../src/index';
