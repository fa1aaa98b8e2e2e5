import { type FC } from 'hono/jsx';
import { Icon } from './icon';

/** Text to copy: one press with script, one click selects all of it without. */
export const Copyable: FC<{ text: string; label: string }> = ({ text, label }) => (
  <div class="copyable">
    <code data-copy-text>{text}</code>
    <button type="button" class="button small" data-copy hidden>
      <Icon name="copy" size={14} />
      <span data-copy-label aria-live="polite">
        Copy
      </span>
      <span class="unseen"> {label}</span>
    </button>
  </div>
);
