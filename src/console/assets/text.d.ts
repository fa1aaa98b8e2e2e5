/* Files the Worker carries as text: see the rule in wrangler.toml. */
declare module '*.css' {
  const text: string;
  export default text;
}
declare module '*.client.js' {
  const text: string;
  export default text;
}
