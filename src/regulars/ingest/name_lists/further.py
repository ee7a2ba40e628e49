"""Names of columns in Russian, Ukrainian, Chinese, Japanese, Korean, Arabic, Turkish and the Nordic languages. Data, not code.

Written as people write them: `names` folds case and accents.
"""

from regulars.ingest.name_lists.base import RoleNames

FURTHER_NAMES: dict[str, RoleNames] = {
    "customer_id": RoleNames(
        exact="""
            id клиента, клиент id, код клиента, номер клиента, id покупателя, код покупателя, номер покупателя,
            id пользователя, клієнт id, id клієнта, код клієнта, номер клієнта, id покупця, 客户编号, 客户id, 客户号,
            客户代码, 会员编号, 会员id, 会员号, 用户id, 用户编号, 买家id, 买家会员名, 顾客编号, 顾客id, 客戶編號, 客戶id,
            會員編號, 會員id, 顧客id, 顧客番号, 顧客コード, 会員id, 会員番号, 会員コード, お客様番号, お客様id, ユーザーid,
            ユーザid, 購入者id, 得意先コード, 고객 id, 고객id, 고객번호, 회원번호, 회원id, 회원 id, 회원아이디, رقم العميل,
            معرف العميل, كود العميل, رقم الزبون, musteri no, musteri id, musteri numarasi, musteri kodu, uye no, kundnummer,
            kundnr, kund id, kundenr, kunde id, kundenummer, asiakasnumero, asiakas id, asiakasnro
        """,
        likely="""
            клиент, покупатель, пользователь, контрагент, заказчик, имя клиента, фио клиента, фио, клієнт, покупець, 客户,
            客户名称, 顾客, 买家, 买家昵称, 会员, 用户, 用户名, 客戶, 顧客, 顧客名, 会員, お客様, 購入者, 氏名, ユーザー,
            고객, 고객명, 회원, 구매자, العميل, الزبون, المشتري, musteri, musteri adi, uye, kund, kunde, asiakas
        """,
    ),
    "email": RoleNames(
        exact="""
            почта, электронная почта, эл почта, адрес электронной почты, email клиента, e-mail клиента, имейл, емейл, пошта,
            електронна пошта, 邮箱, 电子邮箱, 电子邮件, 邮件地址, 電子郵件, 電郵, メール, メールアドレス, eメール, 이메일,
            이메일주소, البريد الإلكتروني, البريد الالكتروني, بريد إلكتروني, eposta, e posta, e-posta, e-posta adresi,
            epost, e-post, mejl, mailadresse, sahkoposti
        """,
    ),
    "phone": RoleNames(
        exact="""
            телефон, номер телефона, мобильный, мобильный телефон, тел, номер телефону, 电话, 手机, 手机号, 手机号码,
            联系电话, 联系手机, 電話, 手機, 手機號碼, 電話番号, 携帯電話, 携帯番号, 전화번호, 휴대폰, 휴대폰번호, 연락처,
            الهاتف, رقم الهاتف, الجوال, رقم الجوال, رقم الموبايل, cep telefonu, telefon no, puhelin, puhelinnumero
        """,
    ),
    "country": RoleNames(exact="страна, країна, 国家, 国家地区, 國家, 国, 국가, الدولة, البلد, ulke, maa"),
    "region": RoleNames(
        exact="""
            регион, область, край, регіон, 省, 省份, 州, 都道府県, 시도, المنطقة, المحافظة, bolge, lan, fylke
        """,
    ),
    "city": RoleNames(
        exact="""
            город, населенный пункт, місто, 城市, 市, 市区町村, 도시, 시군구, المدينة, sehir, kaupunki
        """,
    ),
    "postal_code": RoleNames(
        exact="""
            индекс, почтовый индекс, поштовий індекс, 邮编, 邮政编码, 郵遞區號, 郵便番号, 우편번호, الرمز البريدي,
            posta kodu, postnummer
        """,
    ),
    "order_id": RoleNames(
        exact="""
            номер заказа, id заказа, заказ id, код заказа, № заказа, заказ, номер чека, чек, номер счета, номер транзакции,
            id транзакции, номер покупки, номер накладной, номер замовлення, id замовлення, замовлення, 订单编号, 订单号,
            订单id, 主订单编号, 交易号, 交易编号, 流水号, 发票号, 单号, 訂單編號, 訂單號, 訂單號碼, 注文番号, 注文id,
            注文no, 受注番号, 受注id, オーダー番号, 伝票番号, 取引番号, 請求書番号, 주문번호, 주문 번호, 주문id, 주문 id,
            رقم الطلب, رقم الطلبية, رقم الفاتورة, معرف الطلب, siparis no, siparis id, siparis numarasi, fatura no,
            ordernummer, order nr, ordrenummer, ordrenr, fakturanummer, fakturanr, tilausnumero, tilaus id
        """,
        likely="""
            订单, 注文, 주문, الطلب, الفاتورة, siparis, ordre, tilaus, документ, номер документа
        """,
    ),
    "ordered_at": RoleNames(
        exact="""
            дата заказа, время заказа, дата и время заказа, дата покупки, дата продажи, дата создания, дата оформления,
            дата чека, дата создания заказа, дата транзакции, создан, дата замовлення, дата створення, 下单时间, 下单日期,
            订单日期, 订单时间, 订单创建时间, 创建时间, 创建日期, 交易时间, 交易日期, 购买时间, 购买日期, 成交时间,
            訂單日期, 訂單時間, 下單時間, 訂購日期, 注文日, 注文日時, 注文日付, 注文時間, 受注日, 受注日時, 購入日,
            購入日時, 売上日, 取引日, 取引日時, 作成日時, 주문일, 주문일시, 주문일자, 주문 일시, 결제일, 구매일, 구매일시,
            تاريخ الطلب, تاريخ الشراء, تاريخ الفاتورة, تاريخ البيع, تاريخ الإنشاء, siparis tarihi, satis tarihi,
            fatura tarihi, olusturma tarihi, orderdatum, kopdatum, ordredato, kobsdato, fakturadato, fakturadatum,
            tilauspaiva, tilauspvm
        """,
        likely="""
            дата, дата и время, время, 日期, 时间, 日時, 日付, 날짜, 일자, 일시, التاريخ, تاريخ, tarih, dato, paivamaara,
            pvm
        """,
    ),
    "currency": RoleNames(
        exact="""
            валюта, код валюты, 币种, 货币, 幣別, 通貨, 通貨コード, 통화, العملة, para birimi, doviz, valuta
        """,
    ),
    "total": RoleNames(
        exact="""
            сумма заказа, итого, итоговая сумма, общая сумма, стоимость заказа, сумма чека, сумма покупки, сумма к оплате,
            всего, сума замовлення, загальна сума, 订单金额, 总金额, 订单总额, 订单总价, 实付金额, 支付金额, 实付款,
            实际支付金额, 买家实际支付金额, 买家应付货款, 交易金额, 合计, 总价, 訂單金額, 總金額, 總計, 合計金額, 合計,
            注文金額, 注文合計, 総額, 総合計, お支払い金額, 支払金額, 請求金額, 売上金額, 受注金額, 購入金額, 주문금액,
            총금액, 결제금액, 총 결제금액, 합계, 총액, 구매금액, إجمالي الطلب, المبلغ الإجمالي, الإجمالي, قيمة الطلب,
            المجموع, toplam, toplam tutar, genel toplam, siparis tutari, ordersumma, ordervarde, totalsumma, ordretotal,
            totalbelob, totalt, kokonaissumma, yhteensa
        """,
        likely="""
            сумма, выручка, стоимость, оплата, продажи, цена, сума, вартість, 金额, 销售额, 价格, 消费金额, 金額, 売上,
            売上高, 価格, 금액, 매출, 매출액, 가격, المبلغ, القيمة, السعر, المبيعات, tutar, fiyat, satis, belopp, summa,
            belob, pris, hinta
        """,
    ),
    "line_total": RoleNames(
        exact="""
            сумма позиции, сумма строки, стоимость позиции, 小计, 小計, 明細金額, 商品金額, 소계, satir toplami
        """,
    ),
    "discount": RoleNames(
        exact="""
            скидка, сумма скидки, знижка, 折扣, 优惠, 优惠金额, 折扣金额, 割引, 値引, 値引額, 割引額, 할인, 할인금액, الخصم,
            indirim
        """,
    ),
    "shipping": RoleNames(
        exact="""
            доставка, стоимость доставки, 运费, 邮费, 運費, 送料, 配送料, 배송비, الشحن, رسوم الشحن, kargo, kargo ucreti,
            frakt, fragt
        """,
    ),
    "tax": RoleNames(
        exact="""
            налог, ндс, пдв, 税, 税额, 税金, 税額, 消費税, 세금, 부가세, الضريبة, ضريبة القيمة المضافة, kdv, vergi, moms,
            mva, alv
        """,
    ),
    "refunded": RoleNames(
        exact="""
            сумма возврата, возвращено, 退款金额, 退款, 退款額, 返金額, 返金金額, 返金, 환불금액, 환불액, المبلغ المسترد,
            iade tutari
        """,
    ),
    "cost": RoleNames(exact="себестоимость, закупочная стоимость, 成本, 原価, 仕入金額, 원가, التكلفة, maliyet"),
    "channel": RoleNames(
        exact="""
            канал, канал продаж, источник, 渠道, 来源, 销售渠道, チャネル, 販売チャネル, 流入元, 채널, 판매채널, القناة,
            kanal
        """,
    ),
    "coupon_code": RoleNames(
        exact="""
            промокод, купон, 优惠码, 优惠券, クーポン, クーポンコード, 쿠폰, كود الخصم, kupon, kupon kodu
        """,
    ),
    "status": RoleNames(
        exact="""
            статус, статус заказа, статус оплаты, 订单状态, 状态, 交易状态, 訂單狀態, ステータス, 注文ステータス, 注文状況,
            状態, 주문상태, 상태, الحالة, حالة الطلب, durum, siparis durumu
        """,
    ),
    "product_id": RoleNames(
        exact="""
            артикул, код товара, id товара, номер товара, 商品编号, 商品id, 商品编码, 货号, 商品編號, 商品番号, 商品コード,
            品番, 상품번호, 상품코드, رمز المنتج, رقم المنتج, urun kodu, stok kodu, artikelnummer, varenummer
        """,
    ),
    "product_title": RoleNames(
        exact="""
            товар, название товара, наименование, наименование товара, продукт, 商品名称, 商品, 产品, 产品名称, 商品名稱,
            商品名, 品名, 商品タイトル, 상품명, 상품, اسم المنتج, المنتج, urun, urun adi, varenavn
        """,
    ),
    "category": RoleNames(
        exact="""
            категория, категория товара, категорія, 类别, 分类, 商品分类, 品类, 類別, カテゴリ, カテゴリー, 카테고리, 분류,
            الفئة, kategori
        """,
    ),
    "quantity": RoleNames(
        exact="""
            количество, кол во, кол-во, число товаров, кількість, 数量, 购买数量, 商品数量, 件数, 數量, 個数, 購入数,
            購入数量, 수량, 구매수량, الكمية, عدد, adet, miktar, antal, antall, maara, kpl
        """,
    ),
    "unit_price": RoleNames(
        exact="""
            цена за единицу, цена за шт, цена товара, 单价, 單價, 単価, 商品単価, 단가, سعر الوحدة, birim fiyat, styckpris,
            enhetspris, stykpris
        """,
    ),
    "time_of_day": RoleNames(exact="時刻, 时刻, 시각"),
    "is_return": RoleNames(exact="возврат, 是否退货, 返品, 返品フラグ, 반품"),
    "cancelled": RoleNames(exact="отменен, отменён, 是否取消, キャンセル, キャンセルフラグ, 취소여부"),
    "row_type": RoleNames(
        exact="""
            тип, тип операции, тип документа, 类型, 单据类型, 種別, 取引種別, 伝票種別, 구분, 유형, النوع, islem tipi
        """,
    ),
}
