/** Four marks that differ in shape as well as in colour. Drawn once, and used by name: `<use>` of the same page loads nothing. */
export const ICONS = `<svg width="0" height="0" aria-hidden="true" class="icons"><defs>
<symbol id="i-lock" viewBox="0 0 16 16"><path fill="currentColor" d="M8 1a3.5 3.5 0 0 0-3.5 3.5V7H4a1.5 1.5 0 0 0-1.5 1.5v5A1.5 1.5 0 0 0 4 15h8a1.5 1.5 0 0 0 1.5-1.5v-5A1.5 1.5 0 0 0 12 7h-.5V4.5A3.5 3.5 0 0 0 8 1Zm2 6H6V4.5a2 2 0 1 1 4 0V7Z"/></symbol>
<symbol id="i-gap" viewBox="0 0 16 16"><path fill="none" stroke="currentColor" stroke-width="1.5" d="M3.25 7.75h9.5v6.5h-9.5zM5.25 7.75V4.5a2.75 2.75 0 0 1 5.3-1"/></symbol>
<symbol id="i-next" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6.25" fill="none" stroke="currentColor" stroke-width="1.5"/><path fill="none" stroke="currentColor" stroke-width="1.5" d="M8 4.25V8l2.5 2"/></symbol>
<symbol id="i-ok" viewBox="0 0 16 16"><path fill="none" stroke="currentColor" stroke-width="2" d="m2.5 8.5 3.5 3.5 7.5-8"/></symbol>
</defs></svg>`;

export type Icon = 'lock' | 'gap' | 'next' | 'ok';

/** For eyes only: what it means stands beside it in words. */
export const icon = (name: Icon): string => `<svg class="icon ${name}" viewBox="0 0 16 16" aria-hidden="true"><use href="#i-${name}"/></svg>`;
