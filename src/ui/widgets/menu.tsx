import { Menu as BaseMenu } from '@base-ui/react/menu';
import { Fragment, type ReactNode } from 'react';
import { cx } from './cx.ts';
import { MENUS_PLACE } from './menus-place.ts';
import { Key } from './key.tsx';
import buttons from './button.module.css';
import styles from './menu.module.css';

export interface MenuEntry {
  readonly id: string;
  readonly name: string;
  /** The key that does the same. */
  readonly keyCap?: string | undefined;
  /** A few words more. */
  readonly about?: string | undefined;
  /** Given for an entry that is on or off; the menu stays open while one switches several. */
  readonly checked?: boolean;
  readonly disabled?: boolean;
  readonly onChoose: () => void;
}

export interface MenuSection {
  readonly title?: string;
  readonly entries: readonly MenuEntry[];
}

interface Props {
  /** Name of the button, for screen readers when `face` is not a text. */
  readonly label: string;
  /** What the button shows; the label when left out. */
  readonly face?: ReactNode;
  readonly sections: readonly MenuSection[];
  /** A small button, for the bar of a table. */
  readonly small?: boolean;
}

/** A button with a menu: things to do, and things that are on or off. */
export function Menu({ label, face, sections, small = false }: Props): ReactNode {
  return (
    <BaseMenu.Root modal={false}>
      <BaseMenu.Trigger
        className={cx(buttons.button, styles.trigger, small && styles.small)}
        aria-label={face === undefined ? undefined : label}
        title={face === undefined ? undefined : label}
      >
        {face ?? label}
        <span className={styles.arrow} aria-hidden="true">
          ▾
        </span>
      </BaseMenu.Trigger>
      <BaseMenu.Portal container={MENUS_PLACE}>
        <BaseMenu.Positioner className={styles.positioner} sideOffset={4} align="end" collisionPadding={8}>
          <BaseMenu.Popup className={styles.popup} data-own-arrows>
            {sections.map(({ title, entries }, at) => (
              <Fragment key={title ?? at}>
                {at === 0 ? null : <BaseMenu.Separator className={styles.separator} />}
                <BaseMenu.Group>
                  {title === undefined ? null : (
                    <BaseMenu.GroupLabel className={styles.title}>{title}</BaseMenu.GroupLabel>
                  )}
                  {entries.map((entry) => (
                    <Item key={entry.id} entry={entry} />
                  ))}
                </BaseMenu.Group>
              </Fragment>
            ))}
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  );
}

function Item({ entry }: { readonly entry: MenuEntry }): ReactNode {
  const { name, keyCap, about, checked, disabled = false, onChoose } = entry;
  const inside = (
    <>
      <span className={styles.name}>{name}</span>
      {about === undefined ? null : <span className={styles.about}>{about}</span>}
      {keyCap === undefined ? null : <Key>{keyCap}</Key>}
    </>
  );
  if (checked === undefined) {
    return (
      <BaseMenu.Item className={styles.item} label={name} disabled={disabled} onClick={onChoose}>
        {inside}
      </BaseMenu.Item>
    );
  }
  return (
    <BaseMenu.CheckboxItem
      className={styles.item}
      label={name}
      disabled={disabled}
      checked={checked}
      closeOnClick={false}
      onCheckedChange={onChoose}
    >
      <span className={styles.check} aria-hidden="true">
        {checked ? '✓' : ''}
      </span>
      {inside}
    </BaseMenu.CheckboxItem>
  );
}
