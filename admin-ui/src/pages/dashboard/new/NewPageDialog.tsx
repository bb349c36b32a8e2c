import { Button, Group, Modal, Radio, Select, Stack, TextInput } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useProposePage } from '@/data/dashboards/mutations';
import { freeId } from '@/data/dashboards/order';
import type { Content } from '@/data/dashboards/types';
import { useInstances } from '@/data/instances/queries';
import { currentLanguage } from '@/i18n';
import { ErrorNotice } from '@/ui/ErrorNotice';
import { ownIds } from './own-ids';

interface Props {
  taken: readonly string[];
  onClose: () => void;
}

type From = 'instance' | 'empty';

/** A new page, empty or made from what an instance has; nothing is stored before the editor saves it. */
export default function NewPageDialog({ taken, onClose }: Props) {
  const { t } = useTranslation(['dashboards', 'common']);
  const navigate = useNavigate();
  const instances = useInstances().data;
  const propose = useProposePage();
  const [from, setFrom] = useState<From>('instance');
  const [instance, setInstance] = useState<string | null>(null);
  const [title, setTitle] = useState('');
  const named = instances?.find(({ id }) => id === instance)?.title || instance || '';

  const open = ({ page, widgets }: Content) => {
    const id = freeId(page.title || 'page', (name) => taken.includes(name));
    void navigate(`/pages/${id}/edit`, { state: { fresh: ownIds(id, { page, widgets }) } });
  };
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const order = taken.length;
    if (from === 'empty') {
      open({
        page: { title: title.trim() || t('new.untitled'), icon: 'dashboard', order, role: 'viewer', options: {} },
        widgets: {},
      });
      return;
    }
    if (instance === null) return;
    propose.mutate(
      { instance, language: currentLanguage() },
      {
        onSuccess: ({ page, widgets }) => open({ page: { ...page, title: title.trim() || page.title || named, order }, widgets }),
      },
    );
  };
  return (
    <Modal opened onClose={onClose} title={t('add_page')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <form onSubmit={submit}>
        <Stack>
          <Radio.Group value={from} onChange={(value) => setFrom(value as From)} label={t('new.from')}>
            <Stack gap="xs" mt="xs">
              <Radio
                value="instance"
                label={t('new.instance')}
                description={t('new.instance_about')}
                data-testid="from-instance"
              />
              <Radio value="empty" label={t('new.empty')} description={t('new.empty_about')} data-testid="from-nothing" />
            </Stack>
          </Radio.Group>
          {from === 'instance' ? (
            <Select
              label={t('new.which')}
              searchable
              required
              data={(instances ?? []).map(({ id, title: name }) => ({ value: id, label: name || id }))}
              value={instance}
              onChange={setInstance}
              nothingFoundMessage={t('new.no_instances')}
              data-testid="page-instance"
            />
          ) : null}
          <TextInput
            label={t('new.title')}
            placeholder={from === 'instance' ? named : t('new.untitled')}
            value={title}
            maxLength={80}
            onChange={(event) => setTitle(event.currentTarget.value)}
            data-testid="page-title"
          />
          {propose.error ? <ErrorNotice error={propose.error} /> : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common:cancel')}
            </Button>
            <Button
              type="submit"
              loading={propose.isPending}
              disabled={from === 'instance' && instance === null}
              data-testid="make-page"
            >
              {t('new.make')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
