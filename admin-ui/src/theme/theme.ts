import { Alert, createTheme, Drawer, Modal, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const steel: MantineColorsTuple = [
  '#eaf3f8',
  '#d3e4ee',
  '#a6c9dd',
  '#77adcb',
  '#5296bc',
  '#3b88b3',
  '#2d7ba6',
  '#22678c',
  '#1b5573',
  '#0f425b',
];
const slate: MantineColorsTuple = [
  '#dce2e8',
  '#bcc5ce',
  '#98a4af',
  '#6b7884',
  '#465260',
  '#34404c',
  '#26303a',
  '#1f2831',
  '#171d24',
  '#10151a',
];

const red: MantineColorsTuple = [
  '#fdecea',
  '#f9d2ce',
  '#f0a7a1',
  '#e77b73',
  '#de564c',
  '#d43f35',
  '#c5342b',
  '#b3261e',
  '#931d16',
  '#741410',
];

/** Tones of messages by the colour names the components are given. */
const TONES: Record<string, string> = { red: 'bad', orange: 'warn', teal: 'ok', blue: 'busy' };

export const theme = createTheme({
  primaryColor: 'steel',
  primaryShade: { light: 7, dark: 6 },
  colors: { steel, red, dark: slate },
  autoContrast: true,
  luminanceThreshold: 0.35,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "Liberation Mono", monospace',
  defaultRadius: 'sm',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  headings: { sizes: { h1: { fontSize: '1.25rem' }, h2: { fontSize: '1.0625rem' }, h3: { fontSize: '0.9375rem' } } },
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Alert: Alert.extend({
      classNames: { root: 'message', title: 'message-title', icon: 'message-icon' },
      vars: (_, { color }) => ({ root: { '--alert-color': `var(--rail-${TONES[String(color)] ?? 'idle'})` } }),
    }),
    Modal: Modal.extend({ classNames: { content: 'panel', header: 'panel', title: 'panel-title' } }),
    Drawer: Drawer.extend({ classNames: { content: 'panel', header: 'panel', title: 'panel-title' } }),
  },
});

/** Own colours beside Mantine's: states readable on both grounds (contrast at least 4.5). */
export const resolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#f2f4f6',
    '--mantine-color-dimmed': '#55616c',
    '--mantine-color-placeholder': '#66727d',
    '--mantine-color-error': '#b3261e',
    '--mantine-color-default-border': '#c9d0d7',
    '--rail-surface': '#ffffff',
    '--rail-raised': '#f7f9fa',
    '--rail-line': '#d9dfe4',
    '--rail-ok': '#18733a',
    '--rail-warn': '#8a5a00',
    '--rail-bad': '#b3261e',
    '--rail-idle': '#596671',
    '--rail-busy': '#1b5f9e',
    '--rail-bar': '#2d7ba6',
    '--rail-header': '#1d2833',
  },
  dark: {
    '--mantine-color-body': '#171d24',
    '--mantine-color-dimmed': '#a3afba',
    '--mantine-color-placeholder': '#93a0ac',
    '--mantine-color-error': '#ff8a80',
    '--mantine-color-default-border': '#3b4753',
    '--rail-surface': '#1f2831',
    '--rail-raised': '#26303a',
    '--rail-line': '#34404c',
    '--rail-ok': '#58c47a',
    '--rail-warn': '#e0a63a',
    '--rail-bad': '#ff8a80',
    '--rail-idle': '#a3afba',
    '--rail-busy': '#7cb8ec',
    '--rail-bar': '#5296bc',
    '--rail-header': '#12181e',
  },
});
