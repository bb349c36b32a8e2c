import { Box, Group, Paper, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { LanguageMenu } from '@/frame/LanguageMenu';
import { SchemeMenu } from '@/frame/SchemeMenu';
import classes from './AuthShell.module.css';

/** The page around login and first-run setup: product, heading, language and colours. */
export function AuthShell({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useTranslation('common');
  useDocumentTitle(`${title} – ${t('product')}`);
  return (
    <div className={classes.page}>
      <header className={classes.header}>
        <Group gap="sm" fw={650} fz="lg">
          <img src="/favicon.svg" width={28} height={28} alt="" />
          {t('product')}
        </Group>
        <Box ml="auto">
          <LanguageMenu />
          <SchemeMenu />
        </Box>
      </header>
      <main className={classes.main}>
        <Paper className="surface" p={{ base: 'md', sm: 'xl' }} w="100%" maw={440}>
          <Title order={1} mb="md">
            {title}
          </Title>
          {children}
        </Paper>
      </main>
    </div>
  );
}
