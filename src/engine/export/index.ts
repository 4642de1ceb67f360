/** The room's door: the page loads what is behind it only when something is to be exported. */
export { exportFile } from './files.ts';
export { findingsMarkdown } from './findings.ts';
export { tablesMarkdown, type TableText, tableTexts } from './tables.ts';
