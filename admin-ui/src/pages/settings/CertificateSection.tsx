import { Alert, Anchor, Button, FileInput, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRights } from '@/data/auth/rights';
import { useCertificateActions, useCertificates } from '@/data/settings/queries';
import { useNow } from '@/format/now';
import { moment } from '@/format/time';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { useNotify } from '@/ui/notify';
import { Section } from './Section';

/** What the pages and the broker are served with; an own certificate is taken in, or given up for the box's. */
export function CertificateSection() {
  const { t } = useTranslation('settings');
  const admin = useRights()('admin');
  const now = useNow();
  const certificates = useCertificates();
  const { put, drop } = useCertificateActions();
  const { done, failed } = useNotify();
  const [certificate, setCertificate] = useState<File | null>(null);
  const [key, setKey] = useState<File | null>(null);
  const { data } = certificates;
  const take = async () => {
    if (!certificate || !key) return;
    const body = { certificate: await certificate.text(), key: await key.text() };
    put.mutate(body, { onSuccess: () => done(t('tls_done')) });
  };
  return (
    <Stack maw={760}>
      <Section title={t('tls')}>
        {certificates.error ? <ErrorNotice error={certificates.error} retry={() => void certificates.refetch()} /> : null}
        {data?.server ? (
          <div data-testid="certificate">
            <Text>{t(data.own ? 'tls_box' : 'tls_yours', { issuer: data.server.issuer })}</Text>
            <Text>{t('tls_until', { names: data.server.names.join(', '), time: moment(data.server.expires, now) })}</Text>
          </div>
        ) : null}
        {data && data.missing.length > 0 ? (
          <Alert color="orange">{t('tls_missing', { names: data.missing.join(', ') })}</Alert>
        ) : null}
        {data?.authority ? (
          <Anchor href="/api/certificates/authority/file" download>
            {t('tls_authority')}
          </Anchor>
        ) : null}
        <FileInput
          label={t('tls_certificate')}
          description={t('tls_certificate_help')}
          value={certificate}
          onChange={setCertificate}
          accept=".pem,.crt,.cer"
          disabled={!admin}
          clearable
        />
        <FileInput
          label={t('tls_key')}
          description={t('tls_key_help')}
          value={key}
          onChange={setKey}
          accept=".pem,.key"
          disabled={!admin}
          clearable
        />
        {put.error ? <ErrorNotice error={put.error} /> : null}
        <Group>
          <Button
            onClick={() => void take()}
            loading={put.isPending}
            disabled={!admin || !certificate || !key}
            data-testid="certificate-save"
          >
            {t('tls_take')}
          </Button>
          {data && !data.own ? (
            <Button
              variant="default"
              onClick={() => drop.mutate(undefined, { onSuccess: () => done(t('tls_dropped')), onError: failed })}
              loading={drop.isPending}
              disabled={!admin}
            >
              {t('tls_drop')}
            </Button>
          ) : null}
        </Group>
      </Section>
    </Stack>
  );
}
