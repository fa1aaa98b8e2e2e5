export const STYLE = ':root { color-scheme: light dark }';
