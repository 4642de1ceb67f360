import type { ReactNode } from 'react';
import { useView } from '../store/hooks.ts';
import { CountTable } from './count-table.tsx';
import { DeviceTable } from './device-table.tsx';
import { DomainTable } from './domain-table.tsx';

/** What the picture says, as a table: its domains, its devices, or how often each CPU took which interrupt. */
export function TwinTable(): ReactNode {
  switch (useView((view) => view.twin)) {
    case 'domains':
      return <DomainTable />;
    case 'devices':
      return <DeviceTable />;
    case 'perCpu':
      return <CountTable />;
  }
}
