"""Groups of people that many rows of the demo name."""

LEADERS = ("林松涛", "何婉", "周立群", "陈喆", "孟堃")
YOUNG = ("方玥", "马䶮", "贺小川", "宋雨桐", "蓝天佑")
