import { type ReactNode, useEffect, useState } from 'react';
import { filesIn } from '../store/files.ts';
import { useActions } from '../store/hooks.ts';
import { useMessages } from '../widgets/messages.ts';
import styles from './app.module.css';

/** Takes files dropped anywhere on the page; while they hover it says what will happen. */
export function DropZone(): ReactNode {
  const actions = useActions();
  const { start: say } = useMessages().app;
  const [hovering, setHovering] = useState(false);
  useEffect(() => {
    const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;
    const onOver = (event: DragEvent): void => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      setHovering(true);
    };
    const onLeave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setHovering(false);
    };
    const onDrop = (event: DragEvent): void => {
      setHovering(false);
      if (!holdsFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer !== null) void actions.openFiles(filesIn(event.dataTransfer));
    };
    window.addEventListener('dragover', onOver);
    window.addEventListener('dragleave', onLeave);
    window.addEventListener('drop', onDrop);
    return () => {
      window.removeEventListener('dragover', onOver);
      window.removeEventListener('dragleave', onLeave);
      window.removeEventListener('drop', onDrop);
    };
  }, [actions]);
  return hovering ? (
    <div className={styles.drop}>
      <p>
        <b>{say.drop}</b>
        {say.dropAbout}
      </p>
    </div>
  ) : null;
}
