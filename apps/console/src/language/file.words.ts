export const fileWords = {
  choose: { zh: '选择文件', en: 'Choose files' },
  hint: {
    zh: '可多选，或拖到此处。上传即加密存于本单位。',
    en: 'Several at once, or drop them here. Encrypted on arrival and kept at this agency.',
  },
  again: { zh: '重新上传', en: 'Upload again' },
  stored: { zh: '已存', en: 'stored' },
  uploading: { zh: '正在上传 {name}', en: 'Uploading {name}' },
  remove: { zh: '移除 {name}', en: 'Remove {name}' },
};
