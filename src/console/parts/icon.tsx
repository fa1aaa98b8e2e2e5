import { type FC } from 'hono/jsx';

/** Paths on a 24 × 24 grid, drawn as lines. */
const PATHS = {
  key: 'M8.5 19a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9M12 11.5 20.5 3M16.5 7l3 3',
  home: 'M4 11.5 12 4l8 7.5M6 10v10h12V10M10 20v-6h4v6',
  plug: 'M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-12 0zM12 17v4',
  pulse: 'M3 12h4l3-7 4 14 3-7h4',
  terminal: 'M4 5h16v14H4zM8 10l3 2.5L8 15M13 15h4',
  token: 'M4 7h16v10H4zM8 12h.01M12 12h.01M16 12h.01',
  inbox: 'M4 13h4l2 3h4l2-3h4M4 13v6h16v-6l-3-8H7z',
  list: 'M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M2.5 20a6.5 6.5 0 0 1 13 0M16 4.5a3.5 3.5 0 0 1 0 6M18 14.5a6.5 6.5 0 0 1 3.5 5.5',
  screen: 'M3 5h18v11H3zM9 20h6M12 16v4',
  menu: 'M4 7h16M4 12h16M4 17h16',
  copy: 'M9 9h11v11H9zM15 9V4H4v11h5',
  arrow: 'M9 6l6 6-6 6',
  plus: 'M12 5v14M5 12h14',
  out: 'M10 4H5v16h5M14 8l4 4-4 4M18 12H9',
} as const;
export type IconName = keyof typeof PATHS;

/** Beside a word that says the same: hidden from assistive technology. */
export const Icon: FC<{ name: IconName; size?: number }> = ({ name, size = 16 }) => (
  <Glyph path={PATHS[name]} size={size} />
);

/** A connector's own icon. */
export const Glyph: FC<{ path: string; size?: number }> = ({ path, size = 20 }) => (
  <svg class="glyph" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d={path} />
  </svg>
);
