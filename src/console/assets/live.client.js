/*
 * Pages work without this. It keeps the parts of a page marked `data-live` up to date while somebody looks at it, and makes the copy
 * buttons work.
 */
(() => {
  'use strict';
  const FASTEST_MS = 5_000;
  const SLOWEST_MS = 30_000;
  const COPIED_MS = 2_000;

  const paused = document.querySelector('[data-live-paused]');
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let wait = FASTEST_MS;

  const regions = () => [...document.querySelectorAll('[data-live]')];

  /** Somebody is in the middle of something there: it stays as it is until they are done. @param {Element} region */
  const busy = (region) =>
    region.querySelector('details[data-confirm][open]') !== null ||
    (region.contains(document.activeElement) && document.activeElement?.matches('input, select, textarea'));

  /** Replaces a region and puts the focus and what was unfolded back. @param {Element} region @param {Element} fresh */
  function replace(region, fresh) {
    const focusable = 'a[href], button, summary';
    const focused = document.activeElement;
    const at =
      focused !== null && region.contains(focused) ? [...region.querySelectorAll(focusable)].indexOf(focused) : -1;
    const open = [...region.querySelectorAll('details')].map((details) => details.open);
    fresh.querySelectorAll('details').forEach((details, index) => {
      details.open = open[index] ?? details.open;
    });
    region.replaceChildren(...fresh.childNodes);
    makeCopyable(region);
    if (at >= 0)
      /** @type {HTMLElement | undefined} */ ([...region.querySelectorAll(focusable)][at])?.focus({
        preventScroll: true,
      });
  }

  /** @returns {Promise<boolean>} whether anything changed. */
  async function refresh() {
    const response = await fetch(location.href, {
      headers: { accept: 'text/html' },
      redirect: 'error',
      cache: 'no-store',
    });
    if (!response.ok) throw new Error(String(response.status));
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    let changed = false;
    for (const region of regions()) {
      const fresh = page.getElementById(region.id);
      const was = seen.get(region.id);
      if (fresh === null || fresh.innerHTML === was || busy(region)) continue;
      seen.set(region.id, fresh.innerHTML);
      replace(region, fresh);
      changed = true;
    }
    return changed;
  }

  async function tick() {
    try {
      wait = (await refresh()) ? FASTEST_MS : Math.min(wait * 1.25, SLOWEST_MS);
      paused?.setAttribute('hidden', '');
    } catch {
      wait = SLOWEST_MS;
      paused?.removeAttribute('hidden');
    }
    schedule();
  }

  function schedule() {
    clearTimeout(timer);
    if (document.visibilityState === 'visible' && regions().length > 0) timer = setTimeout(() => void tick(), wait);
  }

  /** @param {ParentNode} root */
  function makeCopyable(root) {
    for (const button of root.querySelectorAll('button[data-copy]')) button.removeAttribute('hidden');
  }

  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('button[data-copy]') : null;
    const text = button?.parentElement?.querySelector('[data-copy-text]')?.textContent;
    const label = button?.querySelector('[data-copy-label]');
    if (!label || text === null || text === undefined) return;
    const say = (/** @type {string} */ word) => {
      label.textContent = word;
      setTimeout(() => {
        label.textContent = 'Copy';
      }, COPIED_MS);
    };
    navigator.clipboard.writeText(text).then(
      () => say('Copied'),
      () => say('Select and copy'),
    );
  });

  document.addEventListener('visibilitychange', () => {
    clearTimeout(timer);
    if (document.visibilityState !== 'visible') return;
    wait = FASTEST_MS;
    if (regions().length > 0) void tick();
  });

  // What the server sent is compared with what it sends next, never with the page, which people have unfolded and focused.
  const seen = new Map(regions().map((region) => [region.id, region.innerHTML]));
  makeCopyable(document);
  // A page that shows a secret once answers a form: loading it again must not send the form again.
  const once = document.querySelector('[data-once]')?.getAttribute('data-once');
  if (once) history.replaceState(null, '', once);
  schedule();
})();
