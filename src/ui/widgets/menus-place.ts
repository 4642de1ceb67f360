/** Where what opens over the page is put: in the banner, so that it is in a landmark as all else is. */
export const MENUS_PLACE = {
  get current(): HTMLElement | null {
    return document.querySelector<HTMLElement>('[data-menus]');
  },
};
