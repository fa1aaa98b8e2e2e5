/** A key on a tile: what a seneschal carries. */
export default `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<rect width="32" height="32" rx="7" fill="#2a55b8"/>
<g fill="none" stroke="#fff" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round">
<circle cx="12" cy="20" r="4.75"/><path d="M15.5 16.5 24 8M20.5 11.5l3 3"/>
</g>
</svg>
`;
