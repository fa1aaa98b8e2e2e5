/**
 * The credentials every simulated platform accepts, so that a machine without accounts works at once.
 *
 * They are public knowledge and worth nothing: Seneschal uses them only towards `SANDBOX_URL`, never towards a real platform.
 */
export interface SandboxCredentials {
  clientId: string;
  clientSecret: string;
  /** Signs the webhooks the sandbox delivers for this platform. */
  webhookSecret: string;
}

export function sandboxCredentials(platform: string): SandboxCredentials {
  return {
    clientId: `sandbox-${platform}-client`,
    clientSecret: `sandbox-${platform}-client-secret`,
    webhookSecret: `sandbox-${platform}-webhook-secret`,
  };
}

/** Where a platform's URL lives when it is simulated: `https://HOST/PATH` becomes `{sandboxUrl}/HOST/PATH`. */
export function toSandboxUrl(url: string, sandboxUrl: string): string {
  const { host, pathname, search } = new URL(url);
  return `${sandboxUrl}/${host}${pathname}${search}`;
}
