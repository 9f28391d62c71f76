/** Traditional and simplified forms of characters that occur in names and in the words of these rules, pair by pair. */
const pairs =
  '張张陳陈劉刘趙赵黃黄吳吴楊杨孫孙馬马鄭郑謝谢許许鄧邓馮冯蕭萧葉叶蔣蒋蘇苏呂吕盧卢賈贾陸陆鍾钟鐘钟譚谭鄒邹閻阎韋韦錢钱龔龚嚴严' +
  '賴赖顧顾龍龙萬万湯汤喬乔賀贺齊齐龐庞蘭兰華华國国強强偉伟麗丽軍军傑杰濤涛鵬鹏飛飞紅红鳳凤東东慶庆寶宝貴贵榮荣興兴義义禮礼學学業业' +
  '連连衛卫愛爱雲云豔艳艷艳潔洁靜静瑩莹穎颖嬌娇蓮莲曉晓輝辉煒炜瑋玮瓊琼銀银鋼钢鐵铁錦锦鋒锋銘铭鈞钧銳锐樹树棟栋橋桥楓枫權权達达' +
  '遠远運运進进遙遥維维綱纲紹绍緒绪續续經经綺绮縣县記记訓训詩诗誠诚諾诺謙谦議议讓让豐丰賢贤贊赞車车輪轮轉转長长門门開开關关陽阳' +
  '陰阴隊队際际雙双難难電电頌颂順顺項项須须願愿類类風风養养餘余駿骏驊骅魯鲁鮑鲍鳴鸣鴻鸿麥麦黨党應应當当無无請请訴诉決决釋释輕轻' +
  '從从發发寬宽銷销處处罰罚該该務务責责說说準准復复審审緩缓減减證证認认駁驳勝胜敗败採采報报舉举聯联話话號号機机會会對对為为時时個个';

const simplified = new Map(Array.from({ length: pairs.length / 2 }, (_, at) => [pairs[2 * at]!, pairs[2 * at + 1]!]));
const traditional = new RegExp(`[${[...simplified.keys()].join('')}]`, 'gu');

/** The text with one width and one form for each character: ａ is a, 張 is 张. Marks that show nothing are gone. */
export function foldVariants(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(traditional, (character) => simplified.get(character)!);
}
